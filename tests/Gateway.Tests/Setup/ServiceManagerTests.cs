using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Setup;

/// <summary>What systemd is told, heard by a socket in its place.</summary>
public sealed class ServiceManagerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_gateway_is_ready_without_a_broker_says_that_it_lives_and_that_it_stops()
    {
        using var folder = new TemporaryFolder();
        string address = folder.File("notify");
        using var ear = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        ear.Bind(new UnixDomainSocketEndPoint(address));
        ProcessStartInfo command = GatewayProcess.Command("run", "--broker", $"127.0.0.1:{PrivateBroker.FreePort()}", "--data", folder.File("data"), "--assets", folder.Write("assets.yaml", AssetsText.Demo), "--http", "127.0.0.1:0");
        command.Environment["NOTIFY_SOCKET"] = address;
        command.Environment["WATCHDOG_USEC"] = "1000000";
        using Process gateway = Process.Start(command)!;
        try
        {
            gateway.BeginErrorReadLine();
            gateway.BeginOutputReadLine();
            string ready = await HearAsync(ear, "READY=1");
            Assert.Contains("STATUS=page on http://127.0.0.1:", ready);
            Assert.Contains("waiting for the broker", ready);
            await HearAsync(ear, "WATCHDOG=1");
            await HearAsync(ear, "WATCHDOG=1");
            using Process kill = Process.Start("kill", ["-TERM", gateway.Id.ToString()]);
            await HearAsync(ear, "STOPPING=1");
            await gateway.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, gateway.ExitCode);
        }
        finally
        {
            if (!gateway.HasExited)
            {
                gateway.Kill();
            }
        }
    }

    [Fact]
    public async Task A_gateway_that_does_not_come_on_gives_no_word_of_life_and_a_full_disk_is_no_reason()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings());
        using var manager = new ServiceManager(null, null);
        var watchdog = new WatchdogService(manager, bench.Pipeline, bench.Monitor, bench.Database, TimeProvider.System, NullLogger<WatchdogService>.Instance);
        bench.Deliver(1, 10);
        await bench.FusedAsync();
        Assert.Equal("", watchdog.Look(TimeSpan.FromSeconds(1)));
        Assert.Equal("", watchdog.Look(TimeSpan.FromSeconds(1)));

        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var holder = new Thread(() =>
        {
            lock (bench.Database.WriteGate)
            {
                held.Set();
                release.Wait();
            }
        });
        holder.Start();
        held.Wait();
        Assert.Contains("not given back", watchdog.Look(TimeSpan.FromMilliseconds(10)));
        bench.Deliver(11, 5000);
        bench.Deliver(5001, 12_000);
        Assert.True(bench.Pipeline.Waiting > 0);
        Assert.Contains("messages wait and none is dealt with", watchdog.Look(TimeSpan.FromMilliseconds(10)));
        release.Set();
        holder.Join();
        await RetentionBench.UntilAsync(() => bench.Pipeline.Waiting == 0, "they still wait");
        Assert.Equal("", watchdog.Look(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Without_a_service_manager_nothing_is_said_and_a_dead_one_does_no_harm()
    {
        using var nobody = new ServiceManager("", TimeSpan.FromSeconds(1));
        Assert.Null(nobody.Watchdog);
        nobody.Ready("here");
        using var gone = new ServiceManager("@aiot-nobody-listens-here", TimeSpan.FromSeconds(1));
        gone.Ready("here");
        gone.Alive();
        gone.Stopping();
    }

    private static async Task<string> HearAsync(Socket ear, string word)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            int length = await ear.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).AsTask().WaitAsync(Patience);
            string said = Encoding.UTF8.GetString(buffer, 0, length);
            if (said.Contains(word, StringComparison.Ordinal))
            {
                return said;
            }
        }
    }
}
