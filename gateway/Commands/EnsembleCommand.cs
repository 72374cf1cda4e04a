using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway ensemble add|list|promote|remove</c>: the gateway's own models; a running gateway sees a change within a second.</summary>
public static class EnsembleCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var file = new Argument<string>("file") { Description = "An ONNX model: float[1, n] in, class probabilities out" };
        var name = new Option<string>("--name") { Description = "What it is called: a-z 0-9 -, 1 to 32", Required = true };
        var version = new Option<int>("--version-number") { Description = "Its version; without it, one above the highest of the name" };
        var role = new Option<string>("--role") { Description = "shadow (runs, counts for nothing), challenger (counts on its share) or champion", DefaultValueFactory = _ => "shadow" };
        var input = new Option<string>("--input") { Description = "window (a sensor's features), sensors (all of a machine's) or pooled (greatest and mean over them)", DefaultValueFactory = _ => "window" };
        var classes = new Option<string?>("--classes") { Description = "Names of its outputs, by commas; without them, those of the board's model" };
        var share = new Option<int>("--share") { Description = "Percent of the machines that a challenger counts on" };
        var machines = new Option<string[]>("--machine") { Description = "A machine that a challenger counts on; may be given again", DefaultValueFactory = _ => [] };
        var add = new Command("add", "Try a model, and list it if it is fit to run") { file, name, version, role, input, classes, share, machines, data };
        add.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(file)!;
            int percent = parsed.GetValue(share), number = parsed.GetValue(version);
            ModelRole wanted = Word<ModelRole>("--role", parsed.GetValue(role)!, ModelRole.Retired, ModelRole.Told);
            string[] on = parsed.GetValue(machines) ?? [];
            if (percent is < 0 or > 100)
            {
                throw new UsageException($"--share {percent}: give percent, 0 to 100");
            }

            if (number < 0)
            {
                throw new UsageException($"--version-number {number}: give 1 or more");
            }

            if (wanted == ModelRole.Challenger ? percent == 0 && on.Length == 0 : percent != 0 || on.Length != 0)
            {
                throw new UsageException(wanted == ModelRole.Challenger ? "--role challenger: say where it counts, with --share or --machine" : "--share and --machine are for --role challenger");
            }

            ModelRegistry registry = Registry(parsed.GetValue(data));
            ModelInput takes = Word<ModelInput>("--input", parsed.GetValue(input)!);
            (int inputs, int outputs, double median, long bytes) = ModelAdmission.Try(path);
            string[] names = parsed.GetValue(classes)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
            if (names.Length > 0 && (names.Length != outputs || names.Distinct().Count() != names.Length))
            {
                throw new UsageException($"--classes: the model has {outputs} outputs, and {names.Distinct().Count()} different names are given");
            }

            byte[] content = File.ReadAllBytes(path);
            RegisteredModel added = registry.Add(path, content, new RegisteredModel(
                parsed.GetValue(name)!, number, Convert.ToHexStringLower(SHA256.HashData(content)), wanted, takes, names, percent, on, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
            parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{added.Name} {added.Version} is {Lower(added.Role)}: {inputs} inputs, {outputs} outputs, {median:0.000} ms a run here, {bytes >> 20} MB, sha256 {added.File}"));
            return Task.FromResult(0);
        });

        var list = new Command("list", "List the models") { data };
        list.SetAction((parsed, _) =>
        {
            foreach (RegisteredModel model in Registry(parsed.GetValue(data)).Load())
            {
                string where = model.Role == ModelRole.Challenger ? $"  on {model.Share} %{string.Concat(model.Machines.Select(machine => " + " + machine))}" : "";
                parsed.InvocationConfiguration.Output.WriteLine($"{model.Name} {model.Version}  {Lower(model.Role),-10}  {Lower(model.Input),-7}  {model.File[..16]}  {DateTimeOffset.FromUnixTimeMilliseconds(model.AddedUtcMs):u}{where}");
            }

            return Task.FromResult(0);
        });

        var which = new Argument<string>("name") { Description = "As `ensemble list` shows it" };
        var number = new Argument<int>("version") { Description = "As `ensemble list` shows it" };
        var promote = new Command("promote", "Make a model the champion; the one before becomes a shadow") { which, number, data };
        promote.SetAction((parsed, _) =>
        {
            RegisteredModel promoted = Registry(parsed.GetValue(data)).Promote(parsed.GetValue(which)!, parsed.GetValue(number));
            parsed.InvocationConfiguration.Output.WriteLine($"{promoted.Name} {promoted.Version} is champion");
            return Task.FromResult(0);
        });
        var remove = new Command("remove", "Take a model off the list; its file stays, so that its decisions can be replayed") { which, number, data };
        remove.SetAction((parsed, _) =>
        {
            Registry(parsed.GetValue(data)).Remove(parsed.GetValue(which)!, parsed.GetValue(number));
            return Task.FromResult(0);
        });
        return new Command("ensemble", "The gateway's own models") { add, list, promote, remove };
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T Word<T>(string option, string text, params T[] but)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetValues<T>().Except(but).Select(Lower)];
        return Array.IndexOf(words, text) >= 0 ? Enum.Parse<T>(text, ignoreCase: true) : throw new UsageException($"{option} {text}: use {string.Join(", ", words)}");
    }

    private static ModelRegistry Registry(string? data)
    {
        string folder = OptionsResolver.DataFolder(data, Environment.GetEnvironmentVariable);
        return Directory.Exists(folder) ? new ModelRegistry(folder) : throw new UsageException($"{folder}: there is no such data folder: make it with `aiot-gateway init`");
    }
}
