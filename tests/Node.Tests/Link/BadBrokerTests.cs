using System.Net;
using System.Net.Sockets;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Node.Tests.Measurements;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Node.Tests.Link;

/// <summary>Networks that give no answer, with the real client: the board measures on, tries again, and ends when it is told to.</summary>
public sealed class BadBrokerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-bad-broker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void A_dead_broker()
    {
        Skip.If(MosquittoBroker.Program is null, "no libmosquitto");
        Assert.True(Suffer(MosquittoBroker.FreePort()).Failures >= 3);
    }

    [SkippableFact]
    public void A_broker_that_accepts_and_never_answers()
    {
        Skip.If(MosquittoBroker.Program is null, "no libmosquitto");
        using var hole = new TcpListener(IPAddress.Loopback, 0);
        hole.Start();
        Assert.True(Suffer(((IPEndPoint)hole.LocalEndpoint).Port).Failures >= 3);
    }

    [SkippableFact]
    public async Task A_broker_that_answers_with_nonsense()
    {
        Skip.If(MosquittoBroker.Program is null, "no libmosquitto");
        using var talker = new TcpListener(IPAddress.Loopback, 0);
        talker.Start();
        using var stop = new CancellationTokenSource();
        Task talking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using TcpClient victim = await talker.AcceptTcpClientAsync(stop.Token);
                await victim.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\nhello"u8.ToArray(), stop.Token);
            }
        });
        Assert.True(Suffer(((IPEndPoint)talker.LocalEndpoint).Port).Failures >= 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talking);
    }

    private Uplink Suffer(int port)
    {
        var configuration = new NodeConfiguration { Device = "fan-1", Broker = "127.0.0.1", Port = port, BackOffSeconds = 1 };
        using var client = new MqttClient("127.0.0.1", port, false, null, null, MqttSslProtocols.None);

        // The client's 30 s can't be set from outside, there as here: a test shortens them.
        typeof(MqttSettings).GetProperty(nameof(MqttSettings.TimeoutOnConnection))!.GetSetMethod(nonPublic: true)!.Invoke(client.Settings, [300]);
        var app = new NodeApp(new NodeParts
        {
            Board = new TestBoard(1),
            Power = new TestPower(),
            Storage = new FolderStorage(Path.Combine(_folder, "flash")),
            Store = new StoreOptions { SegmentBytes = 2048, Segments = 4 },
            Source = new FakeSource(AppBench.Noise(1000).Sample),
            Client = client,
            Configuration = configuration,
            FirstBackOffMilliseconds = 20,
        });
        app.Start();
        long windows = 0;
        Wait.Until(() => app.Uplink.Failures >= 3 && app.Store.Refused > 20 && (windows = app.Windows) > 0, "three failures, and a store that is full");
        Wait.Until(() => app.Windows > windows + 20, "windows all the same");
        Assert.False(app.Uplink.IsConnected);
        Assert.NotEqual("", app.Uplink.LastFailure);
        Assert.True(app.Stop(20_000));
        Assert.Equal(0, app.Store.Acked);
        return app.Uplink;
    }
}
