using System.Collections.Concurrent;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Standins.Tests.Mosquitto;

public sealed class MosquittoClientTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public void A_message_goes_from_one_client_to_another()
    {
        using var broker = new PrivateBroker();
        using var received = new BlockingCollection<MosquittoMessage>();
        using MosquittoClient receiver = Connect(broker, "receiver", client =>
        {
            client.MessageReceived += received.Add;
            client.Connected += _ => client.Subscribe("a/+", 1);
        });
        using var subscribed = new ManualResetEventSlim();
        using MosquittoClient sender = Connect(broker, "sender");
        using var published = new BlockingCollection<int>();
        sender.Published += published.Add;

        int id = PublishUntilReceived(sender, received, out MosquittoMessage message);

        Assert.Equal("a/b", message.Topic);
        Assert.Equal([1, 2, 0, 255], message.Payload);
        Assert.Equal(1, message.Qos);
        Assert.True(published.TryTake(out int acknowledged, _patience));
        Assert.True(acknowledged <= id);
    }

    [SkippableFact]
    public void A_client_comes_back_when_the_broker_does()
    {
        using var broker = new PrivateBroker();
        using var connected = new SemaphoreSlim(0);
        using var lost = new SemaphoreSlim(0);
        using var client = new MosquittoClient(Options(broker, "steady"));
        client.Connected += _ => connected.Release();
        client.Disconnected += _ => lost.Release();
        client.Start();
        Assert.True(connected.Wait(_patience));

        broker.Kill();
        Assert.True(lost.Wait(_patience));
        Assert.False(client.IsConnected);
        Assert.Equal(-1, client.Publish("a", [1], 1));

        broker.Start();
        Assert.True(connected.Wait(_patience));
    }

    [SkippableFact]
    public void The_will_is_published_when_a_client_vanishes_and_not_when_it_says_farewell()
    {
        using var broker = new PrivateBroker();
        using var received = new BlockingCollection<MosquittoMessage>();
        using var ready = new ManualResetEventSlim();
        using MosquittoClient watcher = Connect(broker, "watcher", client =>
        {
            client.MessageReceived += received.Add;
            client.Subscribed += (_, _) => ready.Set();
            client.Connected += _ => client.Subscribe("will", 1);
        });
        Assert.True(ready.Wait(_patience));
        MosquittoOptions withWill = Options(broker, "mortal") with { Will = new MosquittoMessage("will", [7], 1), Reconnect = false };

        using (MosquittoClient polite = Connect(withWill))
        {
            polite.Stop(_patience);
        }

        using MosquittoClient first = Connect(withWill);
        using MosquittoClient second = Connect(withWill); // Takes the client id over: the broker drops the first.

        Assert.True(received.TryTake(out MosquittoMessage? message, _patience));
        Assert.Equal([7], message.Payload);
        Assert.False(received.TryTake(out _, TimeSpan.FromMilliseconds(200)));
    }

    [SkippableFact]
    public void A_handler_that_throws_ends_neither_the_process_nor_the_connection()
    {
        using var broker = new PrivateBroker();
        using var failures = new BlockingCollection<Exception>();
        using MosquittoClient client = Connect(broker, "clumsy", c =>
        {
            c.HandlerFailed += failures.Add;
            c.MessageReceived += message => throw new InvalidOperationException(message.Topic);
            c.Subscribed += (_, _) => c.Publish("a", [1], 1);
            c.Connected += _ => c.Subscribe("a", 1);
        });
        Assert.True(failures.TryTake(out Exception? first, _patience));
        Assert.Equal("a", first.Message);
        client.Publish("a", [2], 1);
        Assert.True(failures.TryTake(out _, _patience));
        Assert.True(client.IsConnected);
    }

    [SkippableFact]
    public void A_broker_that_refuses_the_user_is_reported_in_words()
    {
        Skip.IfNot(File.Exists("/usr/bin/mosquitto_passwd"), "no mosquitto_passwd");
        using var closed = new PrivateBroker($"password_file {PasswordFile()}\nallow_anonymous false");
        using var reasons = new BlockingCollection<string>();
        using var client = new MosquittoClient(Options(closed, "stranger") with { Username = "stranger", Password = "wrong", Reconnect = false });
        client.Disconnected += reasons.Add;
        client.Start();

        Assert.True(reasons.TryTake(out string? reason, _patience));
        Assert.Contains("not authorised", reason, StringComparison.Ordinal);
        Assert.Equal(5, client.LastAnswer);
    }

    [SkippableFact]
    public void A_large_message_and_ten_thousand_small_ones_arrive_whole_and_in_order()
    {
        using var broker = new PrivateBroker();
        using var received = new BlockingCollection<MosquittoMessage>();
        using var ready = new ManualResetEventSlim();
        using MosquittoClient receiver = Connect(broker, "receiver", client =>
        {
            client.MessageReceived += received.Add;
            client.Subscribed += (_, _) => ready.Set();
            client.Connected += _ => client.Subscribe("n", 1);
        });
        Assert.True(ready.Wait(_patience));
        using MosquittoClient sender = Connect(broker, "sender");
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);

        sender.Publish("n", large, 1);
        for (int i = 0; i < 10_000; i++)
        {
            sender.Publish("n", BitConverter.GetBytes(i), 1);
        }

        Assert.True(received.TryTake(out MosquittoMessage? first, _patience));
        Assert.Equal(large, first.Payload);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(received.TryTake(out MosquittoMessage? next, _patience));
            Assert.Equal(i, BitConverter.ToInt32(next.Payload));
        }
    }

    [SkippableFact]
    public void Where_nothing_listens_the_client_says_so_and_stops_at_once()
    {
        Skip.IfNot(File.Exists("/usr/lib/x86_64-linux-gnu/libmosquitto.so.1") || File.Exists("/usr/lib/aarch64-linux-gnu/libmosquitto.so.1"), "no libmosquitto");
        using var reasons = new BlockingCollection<string>();
        int port = PrivateBroker.FreePort();
        var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "lonely" });
        client.Disconnected += reasons.Add;
        client.Start();
        Assert.True(reasons.TryTake(out string? reason, _patience));
        Assert.Contains($"127.0.0.1:{port}", reason, StringComparison.Ordinal);
        client.Dispose();
        client.Dispose();
    }

    [SkippableFact]
    public void A_missing_certificate_file_is_named()
    {
        Skip.IfNot(File.Exists("/usr/lib/x86_64-linux-gnu/libmosquitto.so.1") || File.Exists("/usr/lib/aarch64-linux-gnu/libmosquitto.so.1"), "no libmosquitto");
        var options = new MosquittoOptions { Host = "127.0.0.1", ClientId = "tls", Tls = new MosquittoTls { CaFile = "/nowhere/ca.pem" } };
        MosquittoException error = Assert.Throws<MosquittoException>(() => new MosquittoClient(options));
        Assert.Contains("/nowhere/ca.pem", error.Message, StringComparison.Ordinal);
    }

    private static MosquittoOptions Options(PrivateBroker broker, string id) => new() { Host = "127.0.0.1", Port = broker.Port, ClientId = id };

    private static MosquittoClient Connect(PrivateBroker broker, string id, Action<MosquittoClient>? prepare = null) => Connect(Options(broker, id), prepare);

    private static MosquittoClient Connect(MosquittoOptions options, Action<MosquittoClient>? prepare = null)
    {
        var client = new MosquittoClient(options);
        using var connected = new ManualResetEventSlim();
        prepare?.Invoke(client);
        client.Connected += _ => connected.Set();
        client.Start();
        Assert.True(connected.Wait(_patience), "no connection");
        return client;
    }

    private static int PublishUntilReceived(MosquittoClient sender, BlockingCollection<MosquittoMessage> received, out MosquittoMessage message)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int id = sender.Publish("a/b", [1, 2, 0, 255], 1);
            Assert.True(id > 0);
            if (received.TryTake(out MosquittoMessage? taken, TimeSpan.FromMilliseconds(200)))
            {
                message = taken;
                return id;
            }
        }

        throw new TimeoutException("no message came");
    }

    private static string PasswordFile()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("aiot-password-").FullName, "passwords");
        using var process = System.Diagnostics.Process.Start("/usr/bin/mosquitto_passwd", ["-b", "-c", file, "user", "secret"]);
        process.WaitForExit();
        return file;
    }
}
