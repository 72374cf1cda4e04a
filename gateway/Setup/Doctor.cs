using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Tpm;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary>Looks at everything that can be looked at from outside a gateway, whether one runs or not.</summary>
public sealed class Doctor(string folder, string? settingsPath, TimeProvider time)
{
    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (!Directory.Exists(folder))
        {
            yield return new Finding(false, "folder", $"{folder} is not there", "make it with `aiot-gateway init`");
            yield break;
        }

        (GatewayOptions? options, Finding settings) = Settings();
        yield return settings;
        yield return Permissions();
        yield return Keys();
        yield return Ledger();
        foreach (Finding certificate in Certificates())
        {
            yield return certificate;
        }

        if (options is not null)
        {
            yield return Assets(options);
            if (Boards(options) is { } boards)
            {
                yield return boards;
            }

            if (FieldIo(options) is { } fieldIo)
            {
                yield return fieldIo;
            }

            yield return Room(options);
            yield return await BrokerAsync(options, stop);
        }

        yield return Clock();
        yield return Database();
        yield return Process();
    }

    private (GatewayOptions? Options, Finding Finding) Settings()
    {
        try
        {
            GatewayOptions options = OptionsResolver.Resolve(folder, settingsPath, new GatewaySettings(), Environment.GetEnvironmentVariable);
            bool open = options.LoopbackWithoutKey;
            return (options, new Finding(true, "settings", $"page on {options.Http}{(open ? ", open to read on loopback" : ", with a key only")}; broker {(options.Broker is { } broker ? $"{broker.Host}:{broker.Port}" : $"private on {options.BrokerListen}, {options.BrokerSecurity.ToString().ToLowerInvariant()}")}"));
        }
        catch (UsageException wrong)
        {
            return (null, new Finding(false, "settings", wrong.Message));
        }
    }

    private Finding Permissions()
    {
        List<string> open = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".key" or ".password" || Path.GetFileName(file) is ApiKeyFile.Name or "passwords" or "run.json")
            .Where(PrivateFile.IsOpen)];
        if (open.Count > 0)
        {
            return new Finding(false, "permissions", $"others may read {string.Join(", ", open)}", $"chmod 600 {string.Join(' ', open)}");
        }

        bool writable = true;
        try
        {
            string probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            writable = false;
        }

        return writable
            ? new Finding(true, "permissions", "secrets are readable by their owner only; the folder is writable")
            : new Finding(false, "permissions", $"{folder} is not writable for {Environment.UserName}", "run as the gateway's user, or chown the folder to it");
    }

    private Finding Keys()
    {
        try
        {
            int admins = new ApiKeyFile(folder).Keys().Count(key => key.Role == ApiRole.Admin);
            return admins > 0 ? new Finding(true, "API keys", $"{admins} of an admin") : new Finding(false, "API keys", "there is no admin's key", $"aiot-gateway keys add --role admin --name NAME --data {folder}");
        }
        catch (UsageException wrong)
        {
            return new Finding(false, "API keys", wrong.Message);
        }
    }

    private Finding Ledger()
    {
        try
        {
            bool isTpm = TpmLedgerSigner.Exists(folder);
            using ILedgerSigner signer = isTpm ? TpmLedgerSigner.Load(folder) : FileLedgerSigner.Load(folder);
            return new Finding(true, "ledger key", $"{Convert.ToHexStringLower(signer.KeyId)[..16]}{(isTpm ? ", in a TPM" : "")}");
        }
        catch (UsageException wrong)
        {
            return new Finding(false, "ledger key", wrong.Message);
        }
    }

    private IEnumerable<Finding> Certificates()
    {
        foreach (string file in CertificateFiles.In(folder))
        {
            yield return Certificate(file);
        }
    }

    private Finding Certificate(string file)
    {
        string name = Path.GetRelativePath(folder, file);
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            DateTimeOffset now = time.GetUtcNow(), until = certificate.NotAfter;
            int days = (int)Math.Floor((until - now).TotalDays);
            string renew = Path.GetFileName(file) switch
            {
                "ca.pem" => "make a new authority with `aiot-gateway init` on a copy of the folder, then give boards their new certificates",
                "board.pem" => $"aiot-gateway board add {Path.GetFileName(Path.GetDirectoryName(file))} --data {folder}, and carry it to the board",
                _ => $"aiot-gateway certificates renew --data {folder} (a running gateway does that by itself)",
            };
            return now < certificate.NotBefore ? new Finding(false, "certificate", $"{name} is not valid before {certificate.NotBefore:u}", "is this machine's clock right?")
                : days < 0 ? new Finding(false, "certificate", $"{name} expired {until:u}", renew)
                : until - now < CertificateKeeper.Soon ? new Finding(false, "certificate", $"{name} expires in {days} days", renew)
                : new Finding(true, "certificate", $"{name} good for {days} days");
        }
        catch (CryptographicException wrong)
        {
            return new Finding(false, "certificate", $"{name} can't be read ({wrong.Message.ReplaceLineEndings(" ")})", "put it back from a backup");
        }
    }

    private static Finding Assets(GatewayOptions options)
    {
        try
        {
            AssetCatalog catalog = AssetFile.Load(options.AssetsPath);
            return new Finding(true, "assets", $"{catalog.Machines.Count} machines, {catalog.Machines.Sum(machine => machine.Sensors.Count)} sensors");
        }
        catch (UsageException wrong)
        {
            return new Finding(false, "assets", wrong.Message);
        }
    }

    /// <summary>Whether machines have boards that count. Null: there is nothing to compare, or what is wrong has been said or will be.</summary>
    private Finding? Boards(GatewayOptions options)
    {
        string path = Path.Combine(folder, "gateway.db");
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            AssetCatalog catalog = AssetFile.Load(options.AssetsPath);
            using SqliteConnection connection = DatabaseLedger.Open(path);
            Dictionary<string, DeviceTrust> standings = Standings(connection);
            HashSet<string> heard = [.. connection.Query<string>("SELECT name FROM devices")];
            string[] notices = [.. catalog.Machines.Where(machine => machine.Sensors.Any(sensor => heard.Contains(sensor.Device)))
                .Select(machine => TrustNotice.Of(machine, device => standings.GetValueOrDefault(device, DeviceTrust.Unknown), catalog.Fusion.Unattested)).Where(notice => notice.Length > 0)];
            return notices.Length == 0
                ? new Finding(true, "boards", $"{standings.Values.Count(trust => trust.Standing == DeviceStanding.Attested)} attested; no machine that is measured is without one that counts")
                : new Finding(false, "boards", $"{notices[0]}{(notices.Length > 1 ? $", and so {notices.Length - 1} more machines" : "")}", TrustNotice.Remedy);
        }
        catch (Exception wrong) when (wrong is UsageException or SqliteException)
        {
            return null;
        }
    }

    /// <summary>Absent in a folder of an older version that no newer gateway has run on: then nobody stands anyhow.</summary>
    private static Dictionary<string, DeviceTrust> Standings(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'device_standings'") == 0
            ? []
            : connection.Query<(string Device, string Standing, string Reason)>("SELECT device, standing, reason FROM device_standings")
                .ToDictionary(row => row.Device, row => new DeviceTrust(Enum.Parse<DeviceStanding>(row.Standing, ignoreCase: true), null, 0, row.Reason));

    /// <summary>Null: there are no inputs and outputs, or the file that names them is wrong, which has been said.</summary>
    private static Finding? FieldIo(GatewayOptions options)
    {
        try
        {
            FieldIoSettings settings = AssetFile.Load(options.AssetsPath).FieldIo;
            (bool ok, string what, string remedy) = FieldIoCheck.Of(settings, File.Exists);
            return settings.IsEmpty ? null : new Finding(ok, "field I/O", what, remedy);
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private Finding Room(GatewayOptions options)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace >> 20;
        long used = new FileInfo(Path.Combine(folder, "gateway.db")) is { Exists: true } database ? database.Length >> 20 : 0;
        long reserve = options.Retention.ReserveMegabytes;
        if (free < reserve)
        {
            return new Finding(false, "disk", $"{free} MB free: below {reserve} MB nothing is written or acknowledged", "make room, or lower retention.databaseMegabytes");
        }

        long wanted = Math.Max(0, options.Retention.DatabaseMegabytes - used);
        return free < wanted + reserve
            ? new Finding(false, "disk", $"{free} MB free, and the database may still grow by {wanted} MB", "make room, or lower retention.databaseMegabytes")
            : new Finding(true, "disk", $"{free} MB free, database {used} MB of {options.Retention.DatabaseMegabytes} MB");
    }

    private async Task<Finding> BrokerAsync(GatewayOptions options, CancellationToken stop)
    {
        if (options.Broker is null && RunFile.Read(folder) is null)
        {
            try
            {
                await using var broker = new PrivateBroker(folder, options.BrokerSecurity, options.BrokerListen, Microsoft.Extensions.Logging.Abstractions.NullLogger<PrivateBroker>.Instance);
                await broker.StartAsync(stop);
                return await SignInAsync(broker.Access, "the private broker (started for this check)", stop);
            }
            catch (UsageException wrong)
            {
                return new Finding(false, "broker", wrong.Message);
            }
        }

        try
        {
            BrokerAccess access = options.Broker ?? new PrivateBroker(folder, options.BrokerSecurity, options.BrokerListen, Microsoft.Extensions.Logging.Abstractions.NullLogger<PrivateBroker>.Instance).Access;
            return await SignInAsync(access, $"{access.Host}:{access.Port}", stop);
        }
        catch (UsageException wrong)
        {
            return new Finding(false, "broker", wrong.Message);
        }
    }

    private static async Task<Finding> SignInAsync(BrokerAccess access, string name, CancellationToken stop)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(access.Host, access.Port, stop).AsTask().WaitAsync(TimeSpan.FromSeconds(5), stop);
        }
        catch (Exception wrong) when (wrong is SocketException or TimeoutException)
        {
            return new Finding(false, "broker", $"{name} is not reachable ({wrong.Message})", "is it running, and is --broker right?");
        }

        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new Mosquitto.MosquittoClient(new Mosquitto.MosquittoOptions
        {
            Host = access.Host, Port = access.Port, ClientId = $"aiot-doctor-{Environment.ProcessId}", Username = access.User, Password = access.Password, Tls = access.Tls, Reconnect = false,
        });
        client.Connected += _ => answer.TrySetResult("");
        client.Disconnected += reason => answer.TrySetResult(reason.Length > 0 ? reason : "no answer");
        client.Start();
        string refusal = await Task.WhenAny(answer.Task, Task.Delay(TimeSpan.FromSeconds(8), stop)) == answer.Task ? await answer.Task : "no answer in 8 s";
        return refusal.Length == 0
            ? new Finding(true, "broker", $"{name} takes us{(access.Tls is null ? "" : " over TLS")}")
            : new Finding(false, "broker", $"{name} refuses: {refusal}", "check user, password and certificates in the settings");
    }

    private Finding Clock()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now.Year < 2025)
        {
            return new Finding(false, "clock", $"it is said to be {now:u}", "boards take their time from here: set the clock (timedatectl set-ntp true)");
        }

        // The kernel's own word; absent in containers.
        bool? synchronized = File.Exists("/run/systemd/timesync/synchronized") ? true : Directory.Exists("/run/systemd/timesync") ? false : null;
        return synchronized == false
            ? new Finding(false, "clock", $"{now:u}, and not synchronized", "timedatectl set-ntp true")
            : new Finding(true, "clock", $"{now:u}{(synchronized == true ? ", synchronized" : "")}");
    }

    private Finding Database()
    {
        string path = Path.Combine(folder, "gateway.db");
        if (!File.Exists(path))
        {
            return new Finding(true, "database", "none yet: `run` makes it");
        }

        try
        {
            using SqliteConnection connection = DatabaseLedger.Open(path);
            string integrity = connection.ExecuteScalar<string>("PRAGMA quick_check(1)") ?? "";
            if (integrity != "ok")
            {
                return new Finding(false, "database", $"damaged: {integrity.ReplaceLineEndings(" ")}", "aiot-gateway restore BACKUP --replace");
            }

            using LedgerPublicKey key = LedgerPublicKey.Load(Path.Combine(folder, FileLedgerSigner.PublicFile));
            LedgerFinding finding = DatabaseLedger.Verify(connection, key);
            return finding.Ok
                ? new Finding(true, "database", $"sound; ledger of {finding.Records} records verifies")
                : new Finding(false, "database", $"the ledger does not verify: {finding.Reason}", "keep this database as it is, and restore a backup elsewhere");
        }
        catch (SqliteException wrong)
        {
            return new Finding(false, "database", $"can't be read: {wrong.Message}", "aiot-gateway restore BACKUP --replace");
        }
        catch (UsageException wrong)
        {
            return new Finding(false, "database", wrong.Message);
        }
    }

    private Finding Process() => new(true, "process", RunFile.Read(folder) is { } run ? $"a gateway runs ({run.Pid}, {run.Url})" : "no gateway runs on this folder");
}
