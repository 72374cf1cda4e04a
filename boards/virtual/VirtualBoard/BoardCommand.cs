using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Chip;
using AIoT.Embedded.Boards.Virtual.Load;
using AIoT.Embedded.Boards.Virtual.Trust;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>The command line of aiot-virtual-board.</summary>
public sealed class BoardCommand
{
    private readonly Option<string?> _device = new("--device") { Description = "the board's name: 1 to 32 characters of a-z 0-9 -" };
    private readonly Option<string?> _store = new("--store") { Description = "folder of the board's flash" };
    private readonly Option<string?> _broker = new("--broker") { Description = "MQTT broker as HOST:PORT" };
    private readonly Option<string?> _model = new("--model") { Description = "model image; without one the board decides nothing" };
    private readonly Option<string?> _modelKey = new("--model-key") { Description = "public key (PEM) that models offered over the network must be signed with; without it the board takes none" };
    private readonly Option<string?> _scenario = new("--scenario") { Description = "simulated machine: pump (healthy) or fan (an outer-race fault develops)" };
    private readonly Option<string?> _chip = new("--chip") { Description = $"measure the simulated machine through a simulated accelerometer and the firmware's driver of it: {string.Join(", ", Chips.Names)}" };
    private readonly Option<string[]> _data = new("--data", "--then") { Description = "recording to play instead (CSV, MAT v5, WAV); several, or one behind --then, play one after the other", AllowMultipleArgumentsPerToken = true };
    private readonly Option<double> _dataSeconds = new("--data-seconds") { Description = "seconds that each recording but the last plays", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _axis = new("--axis") { Description = "axis or variable of the recording, by name or index" };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples per second of the recording, where the file does not tell" };
    private readonly Option<double?> _scale = new("--g-per-unit") { Description = "g per unit of the recording" };
    private readonly Option<string?> _bearing = new("--bearing") { Description = "6205, ER-10K or BALLS:RATIO" };
    private readonly Option<double?> _rpm = new("--rpm") { Description = "nominal shaft speed" };
    private readonly Option<double> _start = new("--start", "--skip") { Description = "machine time in seconds at which the board begins", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _sensor = new("--sensor") { Description = "index of the sensor on its machine, 0 to 255", DefaultValueFactory = _ => 0 };
    private readonly Option<long> _seed = new("--seed") { Description = "fixes the simulation", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _speed = new("--speed") { Description = "machine seconds a second", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "seconds to run; 0: until SIGTERM", DefaultValueFactory = _ => 0 };
    private readonly Option<double> _drain = new("--drain") { Description = "seconds to wait at the end for the gateway", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _status = new("--status") { Description = "file that holds the counters, written once a second" };
    private readonly Option<string?> _inspect = new("--inspect-store") { Description = "print what a store holds, and end" };

    private readonly RunCommand _run = new();
    private readonly OfferCommand _offer = new();
    private readonly IdentityCommand _identity = new();

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0, or 2 for input that can't be used.</returns>
    public async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        RootCommand root = Build(output, errors);
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        return parsed.Errors.Count > 0
            ? await FailAsync(errors, $"{parsed.Errors[0].Message} (aiot-virtual-board --help)")
            : await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, ProcessTerminationTimeout = null }, stop);
    }

    private async Task<int> RunBoardAsync(ParseResult parsed, TextWriter output, CancellationToken stop)
    {
        BoardCounters counters;
        if (parsed.GetValue(_inspect) is { } folder)
        {
            counters = VirtualBoard.Inspect(folder);
        }
        else
        {
            using var board = new VirtualBoard(Settings(parsed));
            counters = await board.RunAsync(stop);
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(counters));
        return 0;
    }

    private static async Task<int> GuardAsync(Func<Task<int>> action, TextWriter errors)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is BoardException or Vibration.Recordings.RecordingException or Mosquitto.MosquittoException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return await FailAsync(errors, e.Message);
        }
    }

    private static async Task<int> FailAsync(TextWriter errors, string message)
    {
        await errors.WriteLineAsync($"aiot-virtual-board: {message.ReplaceLineEndings(" ")}");
        return 2;
    }

    private RootCommand Build(TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("A sensor board as a process: the firmware's own sources on a simulated machine or a recording.")
        {
            _device, _store, _broker, _model, _modelKey, _scenario, _chip, _data, _dataSeconds, _axis, _rate, _scale, _bearing, _rpm,
            _start, _sensor, _seed, _speed, _seconds, _drain, _status, _inspect,
        };
        Command run = _run.Build();
        run.SetAction((parsed, stop) => GuardAsync(() => _run.RunAsync(parsed, output, errors, stop), errors));
        root.Add(run);
        Command offer = _offer.Build();
        offer.SetAction((parsed, stop) => GuardAsync(() => _offer.RunAsync(parsed, output, stop), errors));
        root.Add(offer);
        Command identity = _identity.Build();
        identity.SetAction((parsed, _) => GuardAsync(() => _identity.RunAsync(parsed, output), errors));
        root.Add(identity);
        root.SetAction((parsed, stop) => GuardAsync(() => RunBoardAsync(parsed, output, stop), errors));
        return root;
    }

    private BoardSettings Settings(ParseResult parsed)
    {
        string[] data = parsed.GetValue(_data) ?? [];
        string? scenario = parsed.GetValue(_scenario);
        if (scenario is null == (data.Length == 0))
        {
            throw new BoardException("give either --scenario pump|fan or --data FILE");
        }

        if (scenario is not null && !Machines.Scenarios.Contains(scenario))
        {
            throw new BoardException($"--scenario {scenario}: no such machine: take pump or fan");
        }

        string? chip = parsed.GetValue(_chip);
        if (chip is not null && !Chips.Names.Contains(chip))
        {
            throw new BoardException($"--chip {chip}: no such accelerometer: take {string.Join(", ", Chips.Names)}");
        }

        if (chip is not null && scenario is null)
        {
            throw new BoardException("--chip: recordings have been sampled already; it goes with --scenario");
        }

        (string host, int port) = Broker(Required(parsed, _broker));
        return new BoardSettings
        {
            Device = Required(parsed, _device),
            Store = Required(parsed, _store),
            BrokerHost = host,
            BrokerPort = port,
            Model = parsed.GetValue(_model),
            ModelKey = parsed.GetValue(_modelKey),
            Scenario = scenario,
            Chip = chip,
            Data = data,
            DataSeconds = InRange(parsed, _dataSeconds, 0.1, 1e6),
            Axis = parsed.GetValue(_axis),
            Rate = parsed.GetValue(_rate),
            GPerUnit = parsed.GetValue(_scale),
            Bearing = parsed.GetValue(_bearing),
            Rpm = parsed.GetValue(_rpm),
            Start = InRange(parsed, _start, 0, 1e9),
            Sensor = parsed.GetValue(_sensor) is >= 0 and <= 255 and int sensor ? sensor : throw new BoardException("--sensor: an index is 0 to 255"),
            Seed = parsed.GetValue(_seed),
            Speed = InRange(parsed, _speed, 0.01, 1000),
            Seconds = InRange(parsed, _seconds, 0, 1e6),
            Drain = InRange(parsed, _drain, 0, 3600),
            Status = parsed.GetValue(_status),
        };
    }

    private static string Required(ParseResult parsed, Option<string?> option)
        => parsed.GetValue(option) ?? throw new BoardException($"{option.Name} is missing (aiot-virtual-board --help)");

    private static double InRange(ParseResult parsed, Option<double> option, double min, double max)
        => parsed.GetValue(option) is var value && value >= min && value <= max
            ? value
            : throw new BoardException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {value}: give a number from {min} to {max}"));

    internal static (string Host, int Port) Broker(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
            ? (text[..colon].Trim('[', ']'), port)
            : throw new BoardException($"--broker {text}: write HOST:PORT, for instance 127.0.0.1:1883");
    }
}
