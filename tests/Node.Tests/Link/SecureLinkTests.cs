using System.Globalization;
using AIoT.Embedded.Boards.Virtual;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Node.Tests.VirtualBoards;
using AIoT.Embedded.Tests.Common;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Node.Tests.Link;

/// <summary>The board's own configuration, certificates in its folder, a real broker with TLS.</summary>
public sealed class SecureLinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-link-").FullName;
    private readonly Certificates _plant = new("plant authority");

    public void Dispose()
    {
        _plant.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public void A_board_and_a_broker_that_show_the_right_certificates_exchange_readings()
    {
        int port = MosquittoBroker.FreePort();
        using PrivateBroker broker = Broker(port);
        using var gateway = new GatewayDouble(broker.Port, 1);
        gateway.Start();
        _plant.WriteAuthority(InFlash(SecureLink.AuthorityFile));
        _plant.Write(InFlash("board"), "fan-1");
        NodeApp app = App(port, LinkSecurity.Mutual, out MqttClient client);
        app.Start();
        Wait.Until(() => app.Store.Acked > 10, $"acknowledged readings ({app.Uplink.LastFailure})");
        Assert.Equal(0, app.Uplink.Failures);
        app.Stop(10_000);
        client.Dispose();
    }

    /// <summary>The board measures on, counts, and says why in words; not one reading goes to whom it can't trust.</summary>
    [SkippableTheory]
    [InlineData("wrong authority", "certificate verify failed")]
    [InlineData("expired", "certificate verify failed")]
    [InlineData("wrong name", "certificate verify failed")]
    [InlineData("no certificate of its own", "")]
    [InlineData("a stranger's certificate", "")]
    public void Whom_it_cannot_trust_gets_nothing(string fault, string words)
    {
        int port = MosquittoBroker.FreePort();
        using PrivateBroker broker = Broker(port, expired: fault == "expired", name: fault == "wrong name" ? "other-host" : "localhost");
        using var gateway = new GatewayDouble(broker.Port, 1);
        gateway.Start();
        using var stranger = new Certificates("somebody else");
        (fault == "wrong authority" ? stranger : _plant).WriteAuthority(InFlash(SecureLink.AuthorityFile));
        (fault == "a stranger's certificate" ? stranger : _plant).Write(InFlash("board"), "fan-1");
        NodeApp app = App(port, fault == "no certificate of its own" ? LinkSecurity.Server : LinkSecurity.Mutual, out MqttClient client);
        app.Start();
        Wait.Until(() => app.Uplink.Failures >= 2 && app.Store.Produced > 20, "two refusals and twenty windows");
        Assert.False(app.Uplink.IsConnected);
        Assert.Equal(0, gateway.Epochs);
        Assert.Contains(words, app.Uplink.LastFailure, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual("", app.Uplink.LastFailure);
        app.Stop(10_000);
        client.Dispose();
    }

    [Fact]
    public void A_missing_certificate_is_told_with_its_file()
    {
        NodeConfiguration configuration = Configuration(1, LinkSecurity.Server);
        Assert.Contains(SecureLink.AuthorityFile, Assert.Throws<BoardException>(() => SecureLink.Create(configuration, _folder)).Message, StringComparison.Ordinal);
        _plant.WriteAuthority(Path.Combine(_folder, SecureLink.AuthorityFile));
        configuration = Configuration(1, LinkSecurity.Mutual);
        Assert.Contains(SecureLink.CertificateFile, Assert.Throws<BoardException>(() => SecureLink.Create(configuration, _folder)).Message, StringComparison.Ordinal);
    }

    private static NodeConfiguration Configuration(int port, int security)
        => new() { Device = "fan-1", Broker = "localhost", Port = port, Security = security, BackOffSeconds = 1, HealthSeconds = 1 };

    private string InFlash(string name) => Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "flash")).FullName, name);

    private NodeApp App(int port, int security, out MqttClient client)
    {
        NodeConfiguration configuration = Configuration(port, security);
        string flash = Path.Combine(_folder, "flash");
        client = SecureLink.Create(configuration, flash);
        return new NodeApp(new NodeParts
        {
            Board = new TestBoard(1),
            Power = new TestPower(),
            Storage = new FolderStorage(flash),
            Source = new FakeSource(AppBench.Noise(1000).Sample),
            Client = client,
            Configuration = configuration,
            FirstBackOffMilliseconds = 50,
        });
    }

    /// <summary>Two doors: a plain one for the test's gateway, one with TLS both ways for the board.</summary>
    private PrivateBroker Broker(int port, bool expired = false, string name = "localhost")
    {
        string server = Path.Combine(_folder, "server");
        _plant.WriteAuthority(Path.Combine(_folder, "clients.pem"));
        _plant.Write(server, name, expired);
        return new PrivateBroker(string.Create(CultureInfo.InvariantCulture, $"listener {port} localhost\ncafile {_folder}/clients.pem\ncertfile {server}.pem\nkeyfile {server}.key\nrequire_certificate true\n"));
    }
}
