using AIoT.Embedded.Gateway.Commands;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>The gateway's command in this process.</summary>
public static class Cli
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await GatewayCommand.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>The word behind a label in what a command printed.</summary>
    public static string Word(string output, string label)
    {
        string line = output.Split('\n').First(line => line.StartsWith(label, StringComparison.Ordinal));
        return line[label.Length..].Trim().Split(' ')[0];
    }
}
