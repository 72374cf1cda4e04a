using System.Diagnostics;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Gateway.Commands;

namespace AIoT.Embedded.Gateway.Tests.Setup;

public sealed class ManualPageTests
{
    private static readonly string Page = TestData.InRepository("gateway/Packaging/aiot-gateway.8");

    [Fact]
    public void The_manual_page_says_what_the_commands_say_of_themselves()
    {
        string made = ManualPage.Write(GatewayCommand.Root());
        if (Environment.GetEnvironmentVariable("AIOT_UPDATE_MANUAL") == "1")
        {
            File.WriteAllText(Page, made);
        }

        Assert.True(File.ReadAllText(Page) == made, $"{Page} is not what the commands say: run this test with AIOT_UPDATE_MANUAL=1");
        foreach (string said in new[] { "aiot\\-gateway run", "\\-\\-broker\\-security", "aiot\\-gateway ledger verify", "aiot\\-gateway restore FOLDER" })
        {
            Assert.Contains(said, made, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void The_manual_page_is_roff_without_a_warning()
    {
        Skip.IfNot(File.Exists("/usr/bin/man"), "man-db is not installed");
        using Process man = Process.Start(new ProcessStartInfo("man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", Page]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        man.StandardOutput.ReadToEndAsync();
        Assert.Equal("", man.StandardError.ReadToEnd());
        man.WaitForExit();
    }

}
