using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AIoT.Embedded.Hil.Demo.Processes;

/// <summary>Mosquitto as a private child: loopback only, a free port, nothing on disk but its configuration.</summary>
public static class PrivateBroker
{
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];

    /// <summary>A TCP port of the loopback interface that was free a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a broker and waits until it takes connections.</summary>
    public static async Task<ChildProcess> StartAsync(string folder, int port, CancellationToken cancel)
    {
        string program = Places.FirstOrDefault(File.Exists) ?? throw new DemoException("mosquitto: not installed; apt-get install mosquitto, or give --broker HOST:PORT");
        string configuration = Path.Combine(folder, "mosquitto.conf");

        // Bursts after an outage are larger than Mosquitto's default queue of 1000 a session.
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            max_queued_messages 100000
            max_inflight_messages 1000
            """), cancel).ConfigureAwait(false);
        ChildProcess broker = ChildProcess.Start("broker", Path.Combine(folder, "broker.log"), program, ["-c", configuration]);
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (broker.HasExited)
            {
                break;
            }

            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancel).ConfigureAwait(false);
                return broker;
            }
            catch (SocketException)
            {
                await Task.Delay(100, cancel).ConfigureAwait(false);
            }
        }

        broker.Dispose();
        throw new DemoException($"mosquitto did not start on port {port}: see {Path.Combine(folder, "broker.log")} (keep it with --keep DIR)");
    }
}
