using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Tpm;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway init</c>: everything that a gateway needs and that is made once.</summary>
public static class InitCommand
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The data folder to make (or AIOT_GATEWAY_DATA)" };
        var broker = new Option<string>("--broker") { Description = "private, or HOST:PORT of a broker that is there", DefaultValueFactory = _ => "private" };
        var security = new Option<string>("--broker-security") { Description = "Private broker: open (loopback only), password or certificates", DefaultValueFactory = _ => "certificates" };
        var names = new Option<string[]>("--name") { Description = "A DNS name or address by which boards and browsers reach this machine; may be given again" };
        var boards = new Option<string[]>("--board") { Description = "A board to issue credentials for; may be given again, and later with `board add`" };
        var http = new Option<string>("--http") { Description = "Where the page will be served", DefaultValueFactory = _ => "127.0.0.1:8080" };
        var open = new Option<bool>("--loopback-without-key") { Description = "Whoever is on this machine may read without an API key" };
        var tpm = new Option<string?>("--ledger-tpm") { Description = "Keep the ledger's key in a TPM 2.0, as tpm2-tss names it (device:/dev/tpmrm0); `default`: the one that it finds" };
        var init = new Command("init", "Make the data folder: settings, API keys, broker credentials and certificates, ledger key") { data, broker, security, names, boards, http, open, tpm };
        init.SetAction((parsed, _) => Task.FromResult(Run(
            OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable),
            parsed.GetValue(broker)!,
            SettingsFile.Security(parsed.GetValue(security)!) ?? throw new UsageException($"--broker-security {parsed.GetValue(security)}: use open, password or certificates"),
            [Environment.MachineName, .. parsed.GetValue(names) ?? []],
            parsed.GetValue(boards) ?? [],
            parsed.GetValue(http)!,
            parsed.GetValue(open),
            parsed.GetValue(tpm),
            parsed.InvocationConfiguration.Output)));
        return init;
    }

    private static int Run(string folder, string broker, BrokerSecurity security, IReadOnlyList<string> names, IReadOnlyList<string> boards, string http, bool open, string? ledgerTpm, TextWriter output)
    {
        string settings = Path.Combine(folder, SettingsFile.Name);
        if (File.Exists(settings))
        {
            throw new UsageException($"{settings}: this folder is set up already: use `keys add`, `board add`, or edit the settings; nothing was changed");
        }

        foreach (string board in boards)
        {
            BoardCommand.Check(board);
        }

        foreach (string name in names)
        {
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
            {
                throw new UsageException($"--name {name}: this is neither a DNS name nor an address");
            }
        }

        Directory.CreateDirectory(folder, OwnerFolder);
        File.SetUnixFileMode(folder, OwnerFolder);
        bool isPrivate = broker == "private";
        CertificateAuthority authority = CertificateAuthority.In(folder, TimeProvider.System);
        if (!authority.Exists)
        {
            authority.Create(names, PrivateBroker.OwnUser);
        }

        if (isPrivate && security == BrokerSecurity.Password)
        {
            Directory.CreateDirectory(Path.Combine(folder, PrivateBroker.Folder), OwnerFolder);
            new BrokerPasswords(folder).SetOwn();
        }

        if (ledgerTpm is not null)
        {
            TpmLedgerSigner.Create(folder, ledgerTpm == "default" ? "" : ledgerTpm).Dispose();
        }
        else if (!FileLedgerSigner.Exists(folder))
        {
            FileLedgerSigner.Create(folder).Dispose();
        }

        string assets = Path.Combine(folder, "assets.yaml");
        if (!File.Exists(assets))
        {
            File.WriteAllText(assets, Assets(boards));
        }

        string key = new ApiKeyFile(folder).Add("first admin", ApiRole.Admin, TimeProvider.System);
        File.WriteAllText(settings, Settings(broker, security, http, open));
        output.WriteLine($"data folder       {Path.GetFullPath(folder)} (only this user may enter)");
        output.WriteLine($"settings          {settings}");
        output.WriteLine($"machines          {assets}: name your machines and sensors there");
        output.WriteLine($"ledger key        {(ledgerTpm is null ? Path.Combine(folder, FileLedgerSigner.KeyFile) : "in the TPM")}; give {FileLedgerSigner.PublicFile} to whoever shall verify");
        output.WriteLine($"authority         {authority.CaFile}");
        output.WriteLine($"admin API key     {key}");
        output.WriteLine("                  shown this once: only its hash is kept");
        output.WriteLine(open
            ? "page and API      WITHOUT A KEY for whoever is on this machine (loopback), to read only; from elsewhere with a key"
            : "page and API      only with a key, on this machine too; `loopbackWithoutKey: true` in the settings would open reading on loopback");
        foreach (string board in boards)
        {
            BoardCommand.Add(folder, board, isPrivate ? security : BrokerSecurity.Certificates, output);
        }

        output.WriteLine($"start it          aiot-gateway run --data {folder}");
        return 0;
    }

    private static string Settings(string broker, BrokerSecurity security, string http, bool open) => $"""
        # Settings of aiot-gateway. Environment (AIOT_GATEWAY_BROKER ...) and flags (--broker ...) go before this file.
        version: 1
        assets: assets.yaml
        broker: {(broker == "private" ? "private" : $"\"{broker}\"")}
        {(broker == "private" ? $"brokerSecurity: {security.ToString().ToLowerInvariant()}   # open (loopback only), password, certificates\nbrokerListen: {(security == BrokerSecurity.Open ? "127.0.0.1:1883" : "0.0.0.0:8883")}" : "# brokerCa: ca.pem            # TLS: the authority of the broker's certificate\n# brokerUser: gateway\n# brokerPasswordFile: broker.password")}
        http: {http}              # beyond loopback it is served over TLS with tls/server.pem
        loopbackWithoutKey: {(open ? "true" : "false")}         # true: whoever is on this machine may read without an API key
        retention:
          readingDays: 90
          databaseMegabytes: 8192       # the oldest readings go above that
          trendDays: 400
          ledgerDays: 200               # at least 183
          reserveMegabytes: 64          # less room on the disk: nothing is written or acknowledged

        """;

    private static string Assets(IReadOnlyList<string> boards) => boards.Count == 0
        ? "# docs/assets.md says what may stand here.\nversion: 1\nfusion:\n  unattested: ignore            # boards that are not enrolled and attested count for nothing in an alarm; `count`: they do\nmachines:\n  - id: machine-1\n    name: First machine\n    iso: {group: 2, mounting: rigid}\n    sensors:\n      - {id: sensor-1, device: board-1}\n"
        : "# docs/assets.md says what may stand here.\nversion: 1\nfusion:\n  unattested: ignore            # boards that are not enrolled and attested count for nothing in an alarm; `count`: they do\nmachines:\n" + string.Concat(boards.Distinct().Select(board => $"  - id: machine-{board}\n    name: Machine of {board}\n    iso: {{group: 2, mounting: rigid}}\n    sensors:\n      - {{id: {board}, device: {board}}}\n"));
}
