using AIoT.Embedded.ModelTools.Cli;

namespace AIoT.Embedded.ModelTools.Tests.Cli;

/// <summary>Runs the command as a user does, with what it wrote.</summary>
internal static class CommandRun
{
    public static async Task<(int Code, string Output, string Error)> Of(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    public static async Task<string> Good(params string[] args)
    {
        (int code, string output, string error) = await Of(args);
        Assert.True(code == 0, $"{string.Join(' ', args)}: {code}\n{output}{error}");
        return output;
    }

    /// <summary>Exit code 2 and one line.</summary>
    public static async Task Refused(string says, params string[] args)
    {
        (int code, _, string error) = await Of(args);
        Assert.True(code == CommandLine.WrongInput, $"{string.Join(' ', args)}: {code}: {error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}
