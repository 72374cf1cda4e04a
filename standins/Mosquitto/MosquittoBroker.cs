using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AIoT.Embedded.Mosquitto;

/// <summary>A Mosquitto of one's own: loopback only, nothing on disk but its configuration. It keeps its port over kills and starts.</summary>
public sealed class MosquittoBroker : IDisposable
{
    private static readonly string[] _places = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-broker-").FullName;
    private readonly string _configuration;
    private Process? _process;

    /// <summary>Starts the broker and waits until it listens.</summary>
    /// <param name="extra">Further lines of its configuration file.</param>
    /// <exception cref="MosquittoException">Mosquitto is not installed, or does not start.</exception>
    public MosquittoBroker(string extra = "")
    {
        Port = FreePort();
        _configuration = Path.Combine(_folder, "mosquitto.conf");
        File.WriteAllText(_configuration, Configuration(Port, extra));
        try
        {
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where Mosquitto is installed; null: it is not.</summary>
    public static string? Program => _places.FirstOrDefault(File.Exists);

    /// <summary>The broker's port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The configuration of a broker for one machine's processes.</summary>
    /// <param name="port">On the loopback interface.</param>
    /// <param name="extra">Further lines.</param>
    public static string Configuration(int port, string extra = "")
    {
        // Bursts after an outage are larger than Mosquitto's default queue of 1000 a session. A root user stays what it is: certificates may be its alone.
        string anonymous = extra.Contains("allow_anonymous", StringComparison.Ordinal) ? "" : "allow_anonymous true\n";
        return string.Create(CultureInfo.InvariantCulture, $"user {Environment.UserName}\nlistener {port} 127.0.0.1\n{anonymous}persistence false\nset_tcp_nodelay true\nmax_queued_messages 100000\nmax_inflight_messages 1000\n{extra}\n");
    }

    /// <summary>
    /// A TCP port of the loopback interface that was free a moment ago. None of those that the system gives to outgoing connections: a client
    /// that calls for a broker that is down could be given its port, meet itself there, and keep the broker from starting.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(10_000, FirstOutgoingPort()));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }

    /// <summary>True when something takes connections there.</summary>
    public static bool Listens(int port)
    {
        using var probe = new TcpClient();
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FirstOutgoingPort()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) && int.TryParse(File.ReadAllText(Range).Split('\t', ' ')[0], CultureInfo.InvariantCulture, out int first) && first > 11_000 ? first : 32_768;
    }

    /// <summary>Starts the broker (again), and waits until it listens.</summary>
    /// <exception cref="MosquittoException">Mosquitto is not installed, or does not start.</exception>
    public void Start()
    {
        string program = Program ?? throw new MosquittoException(MosquittoError.LibraryMissing, "mosquitto is not installed: apt-get install mosquitto");
        _process = Process.Start(new ProcessStartInfo(program, ["-c", _configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (int attempt = 0; attempt < 1000 && !_process.HasExited; attempt++)
        {
            if (Listens(Port))
            {
                return;
            }

            Thread.Sleep(10);
        }

        throw new MosquittoException(MosquittoError.System, $"mosquitto does not listen on port {Port}: see mosquitto -c {_configuration}");
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
