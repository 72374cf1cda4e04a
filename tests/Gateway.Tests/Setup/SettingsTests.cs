using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Commands;
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

    /// <summary>Every setting that a variable or a flag can give, by each of the three ways; the way before goes first.</summary>
    [Theory]
    [InlineData("broker", "BROKER", "--broker", "10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3")]
    [InlineData("brokerSecurity", "BROKER_SECURITY", "--broker-security", "open", "password", "certificates")]
    [InlineData("brokerListen", "BROKER_LISTEN", "--broker-listen", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3")]
    [InlineData("assets", "ASSETS", "--assets", "/a.yaml", "/b.yaml", "/c.yaml")]
    [InlineData("http", "HTTP", "--http", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3")]
    [InlineData("model", "MODEL", "--model", "/a.onnx", "/b.onnx", "/c.onnx")]
    [InlineData("otlp", "OTLP", "--otlp", "http://a:1", "http://b:2", "http://c:3")]
    [InlineData("httpPlain", "HTTP_PLAIN", "--http-plain", "false", "true", "")]
    [InlineData("loopbackWithoutKey", "LOOPBACK_WITHOUT_KEY", "--loopback-without-key", "false", "true", "")]
    public void A_setting_comes_by_file_environment_and_flag(string key, string variable, string flag, string inFile, string inEnvironment, string byFlag)
    {
        using var folder = new TemporaryFolder();
        folder.Write("settings.yaml", $"version: 1\n{key}: {inFile}\n" + (key == "assets" ? "" : "assets: /x.yaml\n"));
        string? Variable(string name) => name == "AIOT_GATEWAY_" + variable ? inEnvironment : null;
        GatewaySettings file = OptionsResolver.FileSettings(folder.Path, null, _ => null), environment = SettingsFile.FromEnvironment(Variable);
        System.Reflection.PropertyInfo property = typeof(GatewaySettings).GetProperty(char.ToUpperInvariant(key[0]) + key[1..])!;
        Assert.Equal((inFile, inEnvironment), (Text(property.GetValue(file)), Text(property.GetValue(environment))));
        Assert.Equal(inEnvironment, Text(property.GetValue(new GatewaySettings().Over(environment).Over(file))));
        System.CommandLine.ParseResult parsed = RunCommand.Build().Parse(byFlag.Length == 0 ? [flag] : [flag, byFlag]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(byFlag.Length == 0 ? "true" : byFlag, Text(property.GetValue(RunCommand.Flags(parsed).Over(environment).Over(file))));

        static string Text(object? value) => $"{value}".ToLowerInvariant();
    }

    [Theory]
    [InlineData("assets: x", "the settings must say `version: 1`")]
    [InlineData("version: 1\nassetts: x", "settings.yaml:2: `assetts` is not known in the settings")]
    [InlineData("version: 1\nbrokerSecurity: loose", "settings.yaml:2: `brokerSecurity` must be open, password or certificates")]
    [InlineData("version: 1\nloopbackWithoutKey: maybe", "settings.yaml:2: `loopbackWithoutKey` must be true or false")]
    [InlineData("version: 1\nretention: {ledgerDays: 30}", "settings.yaml:2: `ledgerDays` is 30: it must be from 183")]
    [InlineData("version: [", "this is not YAML")]
    [InlineData("version: 1\nassets: x\n\thttp: y", "settings.yaml:3: this is not YAML")]
    [InlineData("version: 1\nretention:\n  readingDays: soon", "settings.yaml:3: `readingDays`")]
    [InlineData("version: 1\nretention: 90", "settings.yaml:2: `retention` must be a mapping")]
    [InlineData("version: 1\nhttp: [127.0.0.1]", "settings.yaml:2: `http`")]
    [InlineData("version: 1\nhttp: a\nhttp: b", "settings.yaml:3: ")]
    [InlineData("version: 1\na: &a [x, x]\nb: [*a, *a]", "settings.yaml:2: anchors (&name) are not taken here")]
    [InlineData("version: 1\nretention: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "settings.yaml:2: this is nested more than 12 deep")]
    [InlineData("- 1\n- 2", "settings.yaml:1: the settings must be a mapping")]
    [InlineData("version: 1\nassets: x\nbroker: nowhere", "--broker nowhere: this is not HOST:PORT")]
    [InlineData("version: 1\nassets: x\nbroker: a:1\nbrokerCa: ca.pem", "ca.pem: the broker's file is not there")]
    [InlineData("version: 1\nassets: x\notlp: nowhere", "otlp nowhere: give the collector's URL")]
    [InlineData("version: 1\nassets: x\nhttp: here", "--http here: this is not ADDRESS:PORT")]
    public void A_mistake_is_named_with_its_line(string text, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("settings.yaml", text);
        Assert.Contains(message, Assert.Throws<UsageException>(() => OptionsResolver.Resolve(folder.Path, null, new GatewaySettings(), _ => null)).Message);
    }

    [Fact]
    public async Task A_settings_file_of_100_MB_a_folder_and_one_that_is_no_text_are_refused_in_one_line_and_code_2()
    {
        using var folder = new TemporaryFolder();
        string settings = folder.File("settings.yaml");
        using (FileStream large = System.IO.File.Create(settings))
        {
            large.SetLength(100L << 20);
        }

        await RefusedAsync("settings.yaml:1: the settings file is longer than 1048576 bytes");
        System.IO.File.WriteAllBytes(settings, [0xFF, 0xFE, 0x00, 0x01, 0x80]);
        await RefusedAsync("settings.yaml:1:");
        System.IO.File.WriteAllText(settings, "");
        await RefusedAsync("settings.yaml");
        System.IO.File.Delete(settings);
        Directory.CreateDirectory(settings);
        await RefusedAsync("settings.yaml");

        async Task RefusedAsync(string message)
        {
            (int code, _, string error) = await Cli.RunAsync("run", "--data", folder.Path, "--settings", settings);
            Assert.Equal((2, 1), (code, error.Count(c => c == '\n')));
            Assert.Contains(message, error);
        }
    }
}
