using System.CommandLine;
using System.Text.Json;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary><c>aiot-virtual-board run</c>: many boards in one process.</summary>
internal sealed class RunCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };
    private readonly Option<string> _profile = new("--profile") { Description = "what each board is: a YAML file, or the name of one that comes along (pump, fan-summary)", DefaultValueFactory = _ => "pump" };
    private readonly Option<int> _count = new("--count") { Description = "boards", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "seconds that they measure", DefaultValueFactory = _ => 60 };
    private readonly Option<string?> _report = new("--report") { Description = "file for the report; it is printed, too" };
    private readonly Option<string?> _broker = new("--broker") { Description = "MQTT broker as HOST:PORT; without it a private Mosquitto" };
    private readonly Option<bool> _gateway = new("--given-gateway") { Description = "a gateway listens at the broker; without it the run brings one that commits to a file" };
    private readonly Option<string?> _model = new("--model") { Description = "model image, instead of the profile's" };
    private readonly Option<string?> _models = new("--models") { Description = "folder where the profile's model may be" };
    private readonly Option<double> _drain = new("--drain") { Description = "seconds to wait at the end for the gateway", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _store = new("--store") { Description = "folder of the boards' flash, kept; without it a temporary one" };

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0; 1 when a reading was lost or stored twice; input that can't be used throws.</returns>
    /// <exception cref="BoardException">An option or a file can't be used.</exception>
    public async Task<int> RunAsync(ParseResult parsed, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        using var run = new LoadRun(Settings(parsed));
        LoadReport report = await run.RunAsync(text => errors.WriteLine($"aiot-virtual-board: {text}"), stop);
        string json = JsonSerializer.Serialize(report, _indented);
        if (parsed.GetValue(_report) is { } file)
        {
            await File.WriteAllTextAsync(file, json + "\n", CancellationToken.None);
        }

        await output.WriteLineAsync(json);
        return report.Lost == 0 && report.Duplicates == 0 ? 0 : 1;
    }

    /// <summary>The command's options.</summary>
    public Command Build() => new("run", "Many boards in one process, each with the whole firmware, and an account of what they sent.")
    {
        _profile, _count, _seconds, _report, _broker, _gateway, _model, _models, _drain, _store,
    };

    private LoadSettings Settings(ParseResult parsed)
    {
        LoadProfile profile = LoadProfile.Read(parsed.GetValue(_profile)!, out string file);
        (string, int)? broker = parsed.GetValue(_broker) is { } address ? BoardCommand.Broker(address) : null;
        bool given = parsed.GetValue(_gateway);
        if (given && broker is null)
        {
            throw new BoardException("--given-gateway: say with --broker where it listens");
        }

        return new LoadSettings
        {
            Profile = profile,
            Model = parsed.GetValue(_model) ?? FindModel(profile.Model, file, parsed.GetValue(_models)),
            Count = parsed.GetValue(_count) is >= 1 and <= 100_000 and int count ? count : throw new BoardException("--count: 1 to 100000 boards"),
            Seconds = parsed.GetValue(_seconds) is > 0 and <= 1e6 and double seconds ? seconds : throw new BoardException("--seconds: above 0, to 1000000"),
            Drain = parsed.GetValue(_drain) is >= 0 and <= 3600 and double drain ? drain : throw new BoardException("--drain: 0 to 3600"),
            Broker = broker,
            GivenGateway = given,
            Folder = Folder(parsed.GetValue(_store)),
        };
    }

    private static string? Folder(string? folder)
    {
        if (folder is null)
        {
            return null;
        }

        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"--store {folder}: can't be used: {e.Message}", e);
        }
    }

    private static string? FindModel(string name, string profile, string? models)
    {
        if (name.Length == 0)
        {
            return null;
        }

        string?[] places = [Path.GetDirectoryName(Path.GetFullPath(profile)), models];
        return places.OfType<string>().Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists)
            ?? throw new BoardException($"--profile {profile}: model: {name} is neither beside the profile nor in the folder --models gives: make it with ./aiot model, or give --model FILE");
    }
}
