using System.Net;
using System.Net.Sockets;
using System.Text;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Hostile;

/// <summary>Who sends by drops, or never reads, takes nothing from the others for long.</summary>
public sealed class SlowClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [SkippableFact]
    public async Task Requests_that_never_end_and_a_stream_that_nobody_reads_do_not_keep_others_out()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        int port = gateway.Client.BaseAddress!.Port;
        List<Socket> slow = [];
        try
        {
            // Listeners of the event stream that never read: each of their windows fills, and events for them are dropped.
            for (int i = 0; i < 20; i++)
            {
                slow.Add(await SendAsync(port, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n", receiveBuffer: 1024));
            }

            using var board = new BoardDouble(broker.Port, "fan-1");
            for (int i = 0; i < 300; i++)
            {
                board.Produce(seq => Readings.Encode(seq));
            }

            await board.AllAcknowledgedAsync(Patience);

            // More half requests than there are places: they lose theirs when their headers have taken five seconds.
            for (int i = 0; i < 300; i++)
            {
                slow.Add(await SendAsync(port, "GET /api/v1/machines HTTP/1.1\r\nHost: localhost\r\nX-Drop: "));
            }

            Assert.Equal("ok", await HealthAsync(gateway));
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(Patience);
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }

        Assert.Equal(0, await gateway.StopAsync());
    }

    private static async Task<string> HealthAsync(GatewayProcess gateway)
    {
        for (long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ;)
        {
            try
            {
                return (await gateway.GetAsync("/api/v1/health")).GetProperty("status").GetString()!;
            }
            catch (HttpRequestException) when (Environment.TickCount64 < until)
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task<Socket> SendAsync(int port, string text, int receiveBuffer = 8192)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (SocketException)
        {
            // There was no place for it.
        }

        return socket;
    }
}
