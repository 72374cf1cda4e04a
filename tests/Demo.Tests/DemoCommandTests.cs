using AIoT.Embedded.Hil.Demo;

namespace AIoT.Embedded.Demo.Tests;

public class DemoCommandTests
{
    [Fact]
    public void A_drill_is_read_in_the_order_of_time() =>
        Assert.Equal([new DrillStep("broker", 5), new DrillStep("fan-1", 12.5)], DrillStep.Parse("fan-1@12.5, broker@5"));

    [Theory]
    [InlineData("broker")]
    [InlineData("broker@x")]
    [InlineData("@5")]
    [InlineData("broker@-1")]
    public void A_drill_that_is_none_is_refused(string text) => Assert.Throws<DemoException>(() => DrillStep.Parse(text));

    [SkippableTheory]
    [InlineData("--secs 5", "--secs")]
    [InlineData("--seconds never", "never")]
    [InlineData("--seconds -3", "--seconds")]
    [InlineData("--speed 1000", "--speed")]
    [InlineData("--port 70000", "--port")]
    [InlineData("--broker nowhere", "HOST:PORT")]
    [InlineData("--drill fan-9@5", "fan-9")]
    [InlineData("--data /no/such/folder", "/no/such/folder")]
    [InlineData("--healthy /no/such.mat --faulty /no/other.mat", "/no/such.mat")]
    public async Task Wrong_input_is_one_line_and_code_2(string arguments, string says)
    {
        Skip.IfNot(File.Exists(DemoProcess.Program), "the demo's program is not built");
        using DemoProcess demo = new([.. arguments.Split(' '), "--headless"]);

        int code = await demo.EndAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, code);
        string line = Assert.Single(demo.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.StartsWith("aiot demo: ", line, StringComparison.Ordinal);
    }
}
