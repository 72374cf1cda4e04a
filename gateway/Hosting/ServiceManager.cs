using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>
/// What systemd is told over the socket that it names in NOTIFY_SOCKET (sd_notify(3)); elsewhere every word goes nowhere.
/// The variables are taken away, so that the private broker does not speak in the gateway's place.
/// </summary>
public sealed class ServiceManager : IDisposable
{
    private const string SocketVariable = "NOTIFY_SOCKET";
    private const string WatchdogVariable = "WATCHDOG_USEC";
    private const string WatchdogProcessVariable = "WATCHDOG_PID";
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;

    /// <param name="address">A path, or an abstract name behind an @; null or empty: nobody listens.</param>
    /// <param name="watchdog">Within what time a word of life is expected; null: none is.</param>
    public ServiceManager(string? address, TimeSpan? watchdog)
    {
        if (string.IsNullOrEmpty(address))
        {
            return;
        }

        _address = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        Watchdog = watchdog;
    }

    /// <summary>Null: no word of life is expected.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>By the environment of this process, from which it is taken.</summary>
    public static ServiceManager OfThisProcess()
    {
        string? Taken(string variable)
        {
            string? value = Environment.GetEnvironmentVariable(variable);
            Environment.SetEnvironmentVariable(variable, null);
            return value;
        }

        string? address = Taken(SocketVariable), micros = Taken(WatchdogVariable), process = Taken(WatchdogProcessVariable);
        bool isMeant = string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new ServiceManager(address, isMeant && long.TryParse(micros, NumberStyles.None, CultureInfo.InvariantCulture, out long within) && within > 0 ? TimeSpan.FromMicroseconds(within) : null);
    }

    /// <summary>The page answers and readings are taken as soon as a broker brings some.</summary>
    public void Ready(string status) => Say($"READY=1\nSTATUS={status}");

    public void Status(string status) => Say($"STATUS={status}");

    public void Stopping() => Say("STOPPING=1\nSTATUS=stopping");

    public void Alive() => Say("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Say(string words)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(words), _address!);
        }
        catch (SocketException)
        {
            // Nobody listens: the gateway's own work does not hang on that.
        }
    }
}
