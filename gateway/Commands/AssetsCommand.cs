using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway assets check|schema</c>. Code 0: the file is sound; 2: it is not, and every mistake has a line.</summary>
public static class AssetsCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "The assets file" };
        var check = new Command("check", "Check an assets file: all mistakes at once, each with line and column") { file };
        check.SetAction((parsed, _) =>
        {
            AssetCatalog catalog = AssetFile.Check(parsed.GetValue(file)!, out IReadOnlyList<YamlProblem> problems);
            foreach (YamlProblem problem in problems)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"aiot-gateway: {problem}");
            }

            if (problems.Count == 0)
            {
                parsed.InvocationConfiguration.Output.WriteLine(
                    $"ok: {Count(catalog.Machines.Count, "machine")}, {Count(catalog.Machines.Sum(machine => machine.Sensors.Count), "sensor")}, {Count(catalog.Models.Count, "model")}");
            }

            return Task.FromResult(problems.Count == 0 ? 0 : GatewayCommand.UsageError);
        });
        var schema = new Command("schema", "Print the JSON schema of the assets file, for editors (# yaml-language-server: $schema=...)");
        schema.SetAction((parsed, _) =>
        {
            parsed.InvocationConfiguration.Output.Write(File.ReadAllText(AssetFile.SchemaPath));
            return Task.FromResult(0);
        });
        return new Command("assets", "The file of machines and sensors") { check, schema };
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
