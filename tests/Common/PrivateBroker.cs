using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace AIoT.Embedded.Tests.Common;

/// <summary>A Mosquitto of the test's own on a free loopback port; the calling test is skipped where Mosquitto is not installed.</summary>
public sealed class PrivateBroker : IDisposable
{
    private const string Executable = "/usr/sbin/mosquitto";
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-broker-").FullName;
    private readonly string _configuration;
    private Process? _process;

    /// <summary>Starts the broker and waits until it listens.</summary>
    /// <param name="extra">Further lines of its configuration file.</param>
    public PrivateBroker(string extra = "")
    {
        Skip.IfNot(File.Exists(Executable), $"no {Executable} (apt-get install mosquitto)");
        Port = FreePort();
        _configuration = Path.Combine(_folder, "mosquitto.conf");
        string anonymous = extra.Contains("allow_anonymous", StringComparison.Ordinal) ? "" : "allow_anonymous true\n";
        File.WriteAllText(_configuration, $"user {Environment.UserName}\nlistener {Port} 127.0.0.1\n{anonymous}persistence false\nset_tcp_nodelay true\nmax_queued_messages 100000\nmax_inflight_messages 1000\n{extra}\n");
        Start();
    }

    /// <summary>The broker's port on 127.0.0.1; it keeps it over restarts.</summary>
    public int Port { get; }

    /// <summary>A free TCP port of the loopback interface.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the broker (again), and waits until it listens.</summary>
    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(Executable, ["-c", _configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (int attempt = 0; attempt < 500; attempt++)
        {
            Assert.False(_process.HasExited, "mosquitto ended at once");
            using var probe = new TcpClient();
            try
            {
                probe.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(20);
            }
        }

        Assert.Fail("mosquitto does not listen");
    }

    /// <summary>Ends the broker as kill -9 does.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }
}
