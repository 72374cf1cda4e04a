using System.Device.Gpio;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>
/// The gateway's inputs and outputs: lights and relays follow the alarms, a shaft's pulses become its speed, temperatures are read. Machines that
/// stand still have their alarms suppressed. What goes wrong is shown and tried again, with the relays dropped.
/// </summary>
public sealed partial class FieldIoService(
    FieldIoSettings settings, FieldHardware hardware, AssetCatalog catalog, AlarmDesk desk, FusionWorker fusion, TimeProvider time, ILogger<FieldIoService> logger) : BackgroundService
{
    /// <summary>A machine that stands counts as turning again at that much above its limit.</summary>
    private const double TurningAgain = 1.1;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PulseCounter> _counters = settings.Speeds.ToDictionary(
        input => input.Id, input => new PulseCounter(input.PulsesPerRevolution, input.DebounceMs, time.TimestampFrequency));

    private readonly List<TemperatureProbe> _probes = [.. settings.Temperatures.Select(input => new TemperatureProbe(input, hardware, time))];
    private readonly Dictionary<string, bool> _still = [];
    private FieldOutputs? _outputs;
    private GpioController? _controller;
    private string _state = "starting";
    private long _steps;

    public FieldIoStatus Status()
    {
        lock (_gate)
        {
            string state = settings.IsEmpty ? "none" : _state != "ok" ? _state : settings.Simulated ? "simulated" : "ok";
            return new FieldIoStatus(
                state, _outputs?.Lights ?? [], _outputs?.Relays ?? [],
                [.. _counters.Select(entry => new SpeedReading(entry.Key, entry.Value.Rpm(time.GetTimestamp()), entry.Value.Pulses, entry.Value.Bounces))],
                [.. _probes.Select(probe => probe.Last)]);
        }
    }

    /// <summary>Temperatures at a machine.</summary>
    public IReadOnlyList<TemperatureReading> TemperaturesOf(string machine) => [.. Status().Temperatures.Where(reading => reading.Machine == machine)];

    /// <summary>A machine's measured speed in revolutions a minute; null: nobody measures it, or not now.</summary>
    public double? RpmOf(MachineAsset machine) => machine.Speed switch
    {
        { Input.Length: > 0 } speed => _counters.TryGetValue(speed.Input, out PulseCounter? counter) ? counter.Rpm(time.GetTimestamp()) : null,
        { Sensor.Length: > 0 } speed => fusion.Look((_, live) => live.TryGetValue(speed.Sensor, out LiveReading? last) && last.Reading.ShaftSpeedMilliHz > 0 ? last.Reading.ShaftSpeedMilliHz * 0.06 : (double?)null),
        _ => null,
    };

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Close();
    }

    /// <summary>One round: what stands, what is measured.</summary>
    internal void Round()
    {
        Suppress();
        lock (_gate)
        {
            try
            {
                if (settings.UsesPins && _controller is null)
                {
                    Open();
                }

                _outputs?.Show(desk.Store.Open(), Conditions(), Hidden(), lit: _steps % 4 < 2);
                _state = "ok";
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or PlatformNotSupportedException or InvalidOperationException or ArgumentException or SqliteException)
            {
                Fail(wrong);
            }

            foreach (TemperatureProbe probe in _probes)
            {
                probe.Poll();
            }

            _steps++;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.IsEmpty && catalog.Machines.All(machine => machine.Speed?.StillBelow is null))
        {
            return;
        }

        using var timer = new PeriodicTimer(Step, time);
        do
        {
            await Task.Run(Round, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Open()
    {
        _controller = hardware.Controller();
        _outputs = new FieldOutputs(settings, _controller);
        foreach (SpeedInput input in settings.Speeds)
        {
            PulseCounter counter = _counters[input.Id];
            _controller.OpenPin(input.Pin, input.PullUp ? PinMode.InputPullUp : PinMode.Input);
            _controller.RegisterCallbackForPinValueChangedEvent(input.Pin, PinEventTypes.Falling, (_, _) => counter.Pulse(time.GetTimestamp()));
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            try
            {
                _outputs?.Drop();
                _controller?.Dispose();
            }
            catch (Exception wrong) when (wrong is IOException or InvalidOperationException)
            {
                LogFailed(wrong.Message);
            }

            _outputs = null;
            _controller = null;
            _probes.ForEach(probe => probe.Dispose());
        }
    }

    private void Fail(Exception wrong)
    {
        string state = wrong.Message.ReplaceLineEndings(" ");
        if (state != _state)
        {
            LogFailed(state);
        }

        _state = state;
        try
        {
            _outputs?.Drop();
            if (wrong is not SqliteException)
            {
                _controller?.Dispose();
                _controller = null;
                _outputs = null;
            }
        }
        catch (Exception again) when (again is IOException or InvalidOperationException)
        {
            _controller = null;
            _outputs = null;
        }
    }

    // What the page shows: a machine that has fallen silent is not well, it is unknown.
    private Dictionary<string, MachineCondition> Conditions()
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return fusion.Look((machines, _) => machines.ToDictionary(entry => entry.Key, entry => MachineFigures.Of(entry.Value, now).State));
    }

    private HashSet<string> Hidden() => [.. desk.Store.Covers().Keys];

    /// <summary>
    /// A machine that is measured to stand has its alarms suppressed by design until it turns. A cut wire looks like a shaft that stands, so what
    /// shakes above zone A is never taken to stand.
    /// </summary>
    private void Suppress()
    {
        foreach (MachineAsset machine in catalog.Machines)
        {
            if (machine.Speed?.StillBelow is not { } limit || RpmOf(machine) is not { } rpm)
            {
                continue;
            }

            double velocity = fusion.Look((machines, _) => machines.TryGetValue(machine.Id, out MachineFusion? known) ? known.Current.Velocity : 0);
            bool? before = _still.TryGetValue(machine.Id, out bool was) ? was : null;
            bool shakes = velocity >= machine.Iso.AB;
            bool? now = rpm < limit && !shakes ? true : rpm >= limit * TurningAgain || shakes ? false : before;
            if (now is not { } still || now == before)
            {
                continue;
            }

            try
            {
                desk.SuppressByDesign(machine.Id, still, still ? $"stands still ({rpm:0} r/min)" : shakes ? $"shakes ({velocity:0.0} mm/s)" : $"turns ({rpm:0} r/min)");
                _still[machine.Id] = still;
            }
            catch (SqliteException wrong)
            {
                LogFailed(wrong.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Field inputs and outputs: {Reason}")]
    private partial void LogFailed(string reason);
}
