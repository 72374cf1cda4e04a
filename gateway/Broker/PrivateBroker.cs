using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>
/// Mosquitto as the gateway's child: started with it, started again when it ends, told when its passwords or its certificate change, ended with it. Its
/// configuration is written at each start from the settings.
/// </summary>
public sealed partial class PrivateBroker : IAsyncDisposable
{
    public const string Folder = "broker";
    public const string OwnUser = "aiot-gateway";
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"];
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private readonly string _folder;
    private readonly string _program;
    private readonly string _configuration;
    private readonly string _serverFile;
    private readonly BrokerPasswords _passwords;
    private readonly ILogger<PrivateBroker> _logger;
    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Task _watch = Task.CompletedTask;

    /// <exception cref="UsageException">Mosquitto or what init makes is absent.</exception>
    public PrivateBroker(string dataFolder, BrokerSecurity security, IPEndPoint listen, ILogger<PrivateBroker> logger)
    {
        _logger = logger;
        _folder = Path.Combine(dataFolder, Folder);
        _program = Places.FirstOrDefault(File.Exists) ?? throw new UsageException("mosquitto is not installed: apt-get install mosquitto, or give a broker with --broker HOST:PORT");
        _configuration = Path.Combine(_folder, "mosquitto.conf");
        _passwords = new BrokerPasswords(dataFolder);
        Listen = listen;
        Security = security;
        CertificateAuthority authority = CertificateAuthority.In(dataFolder, TimeProvider.System);
        _serverFile = authority.ServerFile;
        if (security == BrokerSecurity.Open && !IPAddress.IsLoopback(listen.Address))
        {
            throw new UsageException($"brokerListen {listen}: an open broker serves loopback only: use brokerSecurity password or certificates");
        }

        string? absent = security == BrokerSecurity.Open ? null
            : new[] { authority.CaFile, authority.ServerFile, authority.ServerKeyFile, security == BrokerSecurity.Password ? _passwords.OwnFile : authority.ClientKeyFile }.FirstOrDefault(file => !File.Exists(file));
        if (absent is not null)
        {
            throw new UsageException($"{absent}: the private broker's set-up is not there: run `aiot-gateway init --data {dataFolder} --broker private --broker-security {security.ToString().ToLowerInvariant()}`");
        }

        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivateFile.Write(Path.Combine(_folder, "acl"), $"""
            user {OwnUser}
            topic read aiot/v1/up/#
            topic write aiot/v1/down/#
            pattern write aiot/v1/up/%u/#
            pattern read aiot/v1/down/%u/#

            """);
        PrivateFile.Write(_configuration, Configuration(authority));
        string host = listen.Address.Equals(IPAddress.Any) || IPAddress.IsLoopback(listen.Address) ? "127.0.0.1" : listen.Address.Equals(IPAddress.IPv6Any) ? "::1" : $"{listen.Address}";
        Access = security switch
        {
            BrokerSecurity.Open => new BrokerAccess(host, listen.Port),
            BrokerSecurity.Password => new BrokerAccess(host, listen.Port, OwnUser, File.ReadAllText(_passwords.OwnFile).Trim(), new MosquittoTls { CaFile = authority.CaFile }),
            _ => new BrokerAccess(host, listen.Port, Tls: new MosquittoTls { CaFile = authority.CaFile, CertificateFile = authority.ClientFile, KeyFile = authority.ClientKeyFile }),
        };
    }

    public IPEndPoint Listen { get; }

    public BrokerSecurity Security { get; }

    /// <summary>How the gateway itself gets in.</summary>
    public BrokerAccess Access { get; }

    private string PidFile => Path.Combine(_folder, "mosquitto.pid");

    /// <summary>Starts it, and returns when it listens.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        EndLeftOver();
        Launch();
        for (long until = Environment.TickCount64 + (long)StartPatience.TotalMilliseconds; ;)
        {
            stop.ThrowIfCancellationRequested();
            if (_process!.HasExited || Environment.TickCount64 > until)
            {
                throw new UsageException($"mosquitto does not listen on {Listen}: is the port taken? Its own words are above; its configuration is {_configuration}");
            }

            try
            {
                using var probe = new TcpClient(Listen.AddressFamily);
                await probe.ConnectAsync(Access.Host, Listen.Port, stop);
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(50, stop);
            }
        }

        _watch = Task.Run(() => WatchAsync(_stop.Token), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        if (_process is { HasExited: false } process)
        {
            Signal(process.Id, "TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        _process?.Dispose();
        File.Delete(PidFile);
        _stop.Dispose();
    }

    private string Configuration(CertificateAuthority authority)
    {
        string common = $"""
            # Written by aiot-gateway at each start: change the gateway's settings instead.
            user {Environment.UserName}
            persistence false
            set_tcp_nodelay true
            # No limit of connections below that of the process: whoever fills it with idle ones must not keep a board out.
            max_connections -1
            max_queued_messages 100000
            max_queued_bytes 67108864
            max_inflight_messages 1000
            max_packet_size 16384
            log_dest stderr
            log_type error
            log_type warning
            listener {Listen.Port} {Listen.Address}
            """;
        if (Security == BrokerSecurity.Open)
        {
            return common + "\nallow_anonymous true\n";
        }

        string tls = $"""

            allow_anonymous false
            acl_file {Path.Combine(Path.GetFullPath(_folder), "acl")}
            cafile {Path.GetFullPath(authority.CaFile)}
            certfile {Path.GetFullPath(authority.ServerFile)}
            keyfile {Path.GetFullPath(authority.ServerKeyFile)}
            tls_version tlsv1.2
            """;
        return common + tls + (Security == BrokerSecurity.Password
            ? $"\npassword_file {Path.GetFullPath(_passwords.File)}\n"
            : "\nrequire_certificate true\nuse_identity_as_username true\n");
    }

    private void Launch()
    {
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(_program, ["-c", _configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new UsageException($"{_program}: can't be started");
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        File.WriteAllText(PidFile, $"{_process.Id}\n");
    }

    /// <summary>A gateway that was killed leaves its broker behind: it is ended if it is still that program with that configuration.</summary>
    private void EndLeftOver()
    {
        if (!File.Exists(PidFile) || !int.TryParse(File.ReadAllText(PidFile), out int pid))
        {
            return;
        }

        try
        {
            if (File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [{ } program, "-c", { } configuration, ..] && program == _program && configuration == _configuration)
            {
                using Process old = Process.GetProcessById(pid);
                old.Kill();
                old.WaitForExit();
                LogLeftOver(pid);
            }
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            // It has ended by itself.
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        (DateTime Passwords, DateTime Certificate) known = Written();
        try
        {
            while (true)
            {
                await Task.Delay(1000, stop);
                if (_process!.HasExited)
                {
                    LogEnded(_process.ExitCode);
                    Launch();
                }
                else if (Written() is var now && now != known)
                {
                    known = now;
                    Signal(_process.Id, "HUP");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>When what Mosquitto reads again on SIGHUP was last changed.</summary>
    private (DateTime Passwords, DateTime Certificate) Written() =>
        (File.Exists(_passwords.File) ? File.GetLastWriteTimeUtc(_passwords.File) : default, File.Exists(_serverFile) ? File.GetLastWriteTimeUtc(_serverFile) : default);

    private static void Signal(int pid, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
    }

    private void Note(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            LogWords(line);
        }
    }

    [LoggerMessage(LogLevel.Warning, "mosquitto: {Line}")]
    private partial void LogWords(string line);

    [LoggerMessage(LogLevel.Error, "mosquitto ended with code {Code}: started again")]
    private partial void LogEnded(int code);

    [LoggerMessage(LogLevel.Warning, "A mosquitto of an earlier gateway (process {Pid}) was still there and has been ended")]
    private partial void LogLeftOver(int pid);
}
