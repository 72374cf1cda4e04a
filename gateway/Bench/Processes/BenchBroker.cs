using System.Net;
using System.Net.Sockets;

namespace AIoT.Embedded.Gateway.Bench.Processes;

/// <summary>A Mosquitto of the bench's own on a free loopback port.</summary>
public static class BenchBroker
{
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<ChildProcess> StartAsync(string folder, int port)
    {
        string program = Places.FirstOrDefault(File.Exists) ?? throw new BenchException("mosquitto: not installed: apt-get install mosquitto");
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, $"""
            user {Environment.UserName}
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            max_queued_messages 300000
            max_inflight_messages 1000
            set_tcp_nodelay true

            """);
        ChildProcess broker = ChildProcess.Start(program, ["-c", configuration], Path.Combine(folder, "broker.log"));
        for (int attempt = 0; attempt < 200 && !broker.HasExited; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return broker;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        broker.Dispose();
        throw new BenchException($"mosquitto does not listen on port {port}: see {folder}/broker.log");
    }
}
