using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Setup;

public sealed class SettingsTests
{
    private const string File = "version: 1\nassets: plant.yaml\nbroker: 10.0.0.1:1883\nhttp: 127.0.0.1:1\nretention: {readingDays: 5}\n";

    [Fact]
    public void Flags_go_before_the_environment_and_that_before_the_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("settings.yaml", File);
        GatewayOptions options = OptionsResolver.Resolve(
            folder.Path, null, new GatewaySettings { Http = "127.0.0.1:3" }, name => name switch { "AIOT_GATEWAY_HTTP" => "127.0.0.1:2", "AIOT_GATEWAY_BROKER" => "10.0.0.2:1883", _ => null });
        Assert.Equal((3, "10.0.0.2", folder.File("plant.yaml"), 5), (options.Http.Port, options.Broker!.Host, options.AssetsPath, options.Retention.ReadingDays));
        Assert.False(options.LoopbackWithoutKey);
    }

    [Theory]
    [InlineData("assets: x", "the settings must say `version: 1`")]
    [InlineData("version: 1\nassetts: x", "settings.yaml:2: `assetts` is not known in the settings")]
    [InlineData("version: 1\nbrokerSecurity: loose", "settings.yaml:2: `brokerSecurity` must be open, password or certificates")]
    [InlineData("version: 1\nloopbackWithoutKey: maybe", "settings.yaml:2: `loopbackWithoutKey` must be true or false")]
    [InlineData("version: 1\nretention: {ledgerDays: 30}", "settings.yaml:2: `ledgerDays` is 30: it must be from 183")]
    [InlineData("version: [", "this is not YAML")]
    [InlineData("version: 1\nassets: x\nbroker: nowhere", "--broker nowhere: this is not HOST:PORT")]
    [InlineData("version: 1\nassets: x\nbroker: a:1\nbrokerCa: ca.pem", "ca.pem: the broker's file is not there")]
    [InlineData("version: 1\nassets: x\nhttp: here", "--http here: this is not ADDRESS:PORT")]
    public void A_mistake_is_named_with_its_line(string text, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("settings.yaml", text);
        Assert.Contains(message, Assert.Throws<UsageException>(() => OptionsResolver.Resolve(folder.Path, null, new GatewaySettings(), _ => null)).Message);
    }
}
