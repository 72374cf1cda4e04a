using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Tests.Support;
using Xunit.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Hostile;

/// <summary>Settings and assets with anything changed in them: taken, or refused in one line that names the file; never anything else.</summary>
public sealed class FileFuzzTests(ITestOutputHelper output)
{
    private const string Settings = """
        version: 1
        assets: assets.yaml
        broker: private
        brokerSecurity: certificates
        brokerListen: 0.0.0.0:8883
        http: 127.0.0.1:8080
        httpPlain: false
        loopbackWithoutKey: true
        otlp: http://127.0.0.1:4318
        retention:
          readingDays: 90
          databaseMegabytes: 8192
          ledgerDays: 200
        sparkplug: {group: plant, node: gateway-1, broker: "scada:8883", primaryHost: scada-1, silenceSeconds: 60}

        """;

    private static readonly string[] Bits = ["'", "\"", ":", "- ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "|", ">", "\t", "\n", "#", "? ", "%", "999999999999999999999", "-1", "~", "null", "\u0000", "é", "<<: *a", "--- ", "...", "0x7f", ".nan", "1e9"];

    [Fact]
    public void A_changed_settings_file_is_taken_or_refused_in_one_line() => Try("settings.yaml", Settings, (folder, _) => OptionsResolver.Resolve(folder, null, new GatewaySettings(), _ => null));

    [Fact]
    public void A_changed_assets_file_is_taken_or_refused_in_one_line() => Try("assets.yaml", AssetsText.Demo, (_, path) => AssetFile.Load(path));

    private void Try(string name, string good, Action<string, string> read)
    {
        using var folder = new TemporaryFolder();
        read(folder.Path, folder.Write(name, good));
        int seed = Environment.TickCount, refused = 0;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < 1500; i++)
        {
            string text = good;
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                int at = random.Next(text.Length + 1), length = random.Next(4) == 0 ? Math.Min(random.Next(20), text.Length - at) : 0;
                text = text[..at] + Bits[random.Next(Bits.Length)] + text[(at + length)..];
            }

            string path = folder.Write(name, text);
            try
            {
                read(folder.Path, path);
            }
            catch (UsageException wrong)
            {
                refused++;
                Assert.True(!wrong.Message.Contains('\n', StringComparison.Ordinal) && wrong.Message.Length is > 10 and < 1000, $"seed {seed}, {i}: {wrong.Message}");
            }
            catch (Exception wrong)
            {
                Assert.Fail($"seed {seed}, {i}: {wrong}\n{text}");
            }
        }

        Assert.True(refused > 300, $"only {refused} were refused");
    }
}
