using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using PrivateBroker = AIoT.Embedded.Tests.Common.PrivateBroker;

namespace AIoT.Embedded.Gateway.Tests.Setup;

/// <summary>Certificates from their issue to their renewal.</summary>
public sealed class CertificateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_ends_soon_is_issued_anew_with_the_same_names_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        CertificateAuthority authority = CertificateAuthority.In(folder.Path, time);
        authority.Create(["plant.example", "10.1.2.3"], "aiot-gateway");
        string client = File.ReadAllText(authority.ClientFile), ca = File.ReadAllText(authority.CaFile);
        Assert.Empty(authority.Renew(CertificateKeeper.Soon));
        time.Advance(TimeSpan.FromDays((5 * 365) - 20));
        Assert.Equal([authority.ServerFile], authority.Renew(CertificateKeeper.Soon));
        Assert.Equal((client, ca), (File.ReadAllText(authority.ClientFile), File.ReadAllText(authority.CaFile)));
        using X509Certificate2 fresh = X509Certificate2.CreateFromPemFile(authority.ServerFile, authority.ServerKeyFile), root = X509CertificateLoader.LoadCertificateFromFile(authority.CaFile);
        X509SubjectAlternativeNameExtension names = fresh.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["localhost", "plant.example"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1", "10.1.2.3"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.True(fresh.NotAfter > time.GetUtcNow().AddYears(4));
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = time.GetUtcNow().UtcDateTime } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        Assert.True(chain.Build(fresh), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));

        File.Delete(authority.CaKeyFile);
        time.Advance(TimeSpan.FromDays(6 * 365));
        Assert.Contains("the authority's key is not here", Assert.Throws<UsageException>(() => authority.Renew(CertificateKeeper.Soon)).Message);
    }

    [SkippableFact]
    public async Task A_running_gateway_takes_a_new_board_and_renewed_certificates_without_a_stop()
    {
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "no mosquitto");
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        int port = PrivateBroker.FreePort(), http = PrivateBroker.FreePort();
        (int code, _, string error) = await Cli.RunAsync("init", "--data", data, "--broker-security", "certificates", "--http", $"0.0.0.0:{http}");
        Assert.True(code == 0, error);
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data, "--broker-listen", $"127.0.0.1:{port}");

        (code, string said, error) = await Cli.RunAsync("board", "add", "late-1", "--data", data);
        Assert.True(code == 0, error);
        MosquittoTls tls = Tls(data, "late-1");
        using (var board = new BoardDouble(port, "late-1", tls: tls))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(Patience);
        }

        (string broker, string page) = (await ShownAsync(port, data), await ShownAsync(http, data));
        Assert.Equal(broker, page);
        (code, said, error) = await Cli.RunAsync("certificates", "renew", "--data", data);
        Assert.True(code == 0 && said.StartsWith("nothing ends within 30 days", StringComparison.Ordinal), said + error);
        (code, said, error) = await Cli.RunAsync("certificates", "renew", "--all", "--data", data);
        Assert.True(code == 0 && said.Split('\n').Count(line => line.StartsWith("renewed ", StringComparison.Ordinal)) == 2, said + error);
        for (long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; await ShownAsync(port, data) == broker;)
        {
            Assert.True(Environment.TickCount64 < until, "the broker still shows its old certificate");
            await Task.Delay(200);
        }

        Assert.NotEqual(page, await ShownAsync(http, data));
        using (var board = new BoardDouble(port, "late-1", epoch: 8, tls: tls))
        {
            board.Produce(seq => Readings.Encode(seq, epoch: 8));
            await board.AllAcknowledgedAsync(Patience);
        }

        (_, said, _) = await Cli.RunAsync("certificates", "list", "--data", data);
        Assert.Contains("boards/late-1/board.pem", said);
        Assert.Equal(0, await gateway.StopAsync());
    }

    [SkippableFact]
    public async Task A_running_gateway_takes_a_new_board_by_its_password()
    {
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "no mosquitto");
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        int port = PrivateBroker.FreePort();
        await Cli.RunAsync("init", "--data", data, "--broker-security", "password", "--http", "127.0.0.1:0");
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data, "--broker-listen", $"127.0.0.1:{port}");
        (int code, string said, string error) = await Cli.RunAsync("board", "add", "late-1", "--data", data);
        Assert.True(code == 0, error);
        using var board = new BoardDouble(port, "late-1", password: said.Split("password ")[^1].Split(' ')[0], tls: new MosquittoTls { CaFile = Path.Combine(data, "tls", "ca.pem") });
        board.Produce(seq => Readings.Encode(seq));
        await board.AllAcknowledgedAsync(Patience);
        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task Doctor_warns_a_month_before_and_names_the_remedy()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        await Cli.RunAsync("init", "--data", data, "--broker", "127.0.0.1:1", "--board", "fan-1", "--http", "127.0.0.1:0");
        List<string> found = [];
        var time = new ManualTime(TimeProvider.System.GetUtcNow().AddYears(5).AddDays(-20));
        await foreach (Gateway.Setup.Finding finding in new Gateway.Setup.Doctor(data, null, time).ExamineAsync(default))
        {
            found.Add($"{finding.Ok} {finding.Check} {finding.What}: {finding.Remedy}");
        }

        Assert.Contains(found, line => line.StartsWith("False certificate tls/server.pem expires in", StringComparison.Ordinal) && line.Contains("certificates renew", StringComparison.Ordinal));
        Assert.Contains(found, line => line.StartsWith("True certificate boards/fan-1/board.pem good for", StringComparison.Ordinal));
    }

    private static MosquittoTls Tls(string data, string board) => new()
    {
        CaFile = Path.Combine(data, "boards", board, "ca.pem"), CertificateFile = Path.Combine(data, "boards", board, "board.pem"), KeyFile = Path.Combine(data, "boards", board, "board.key"),
    };

    /// <summary>Serial number of the certificate that a port shows.</summary>
    private static async Task<string> ShownAsync(int port, string data)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        string serial = "";
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) =>
        {
            serial = certificate!.GetSerialNumberString();
            return true;
        });
        using X509Certificate2 own = X509Certificate2.CreateFromPemFile(Path.Combine(data, "tls", "gateway.pem"), Path.Combine(data, "tls", "gateway.key"));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [own] });
        return serial;
    }
}
