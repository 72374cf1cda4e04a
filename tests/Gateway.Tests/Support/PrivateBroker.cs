using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A Mosquitto of the test's own on a free loopback port. The test is skipped where none is installed.</summary>
public sealed class PrivateBroker : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public PrivateBroker()
    {
        Skip.IfNot(File.Exists(Program), "no /usr/sbin/mosquitto");
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _folder.Write("mosquitto.conf", $"listener {Port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 200000\nmax_inflight_messages 1000\n");
        Start();
    }

    public int Port { get; }

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", _folder.File("mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (int tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (tries < 200)
            {
                Thread.Sleep(25);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _folder.Dispose();
    }
}
