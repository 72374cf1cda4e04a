using System.Device.Gpio;
using System.Device.I2c;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.FieldIo.Simulated;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.FieldIo;

/// <summary>The service over simulated pins and a simulated LM75, with the alarms of a real database.</summary>
public sealed class FieldIoTests : IAsyncDisposable
{
    private const int Red = 17, Amber = 27, Green = 22, Buzzer = 5, Trip = 6, Call = 13, Shaft = 24;

    private readonly SimulatedPins _pins = new();
    private readonly AlarmBench _bench = new(speed: new SpeedAsset(1500, null, null, "", "shaft", 60));
    private readonly SimulatedLm75 _lm75 = new(new I2cConnectionSettings(1, 0x48));
    private readonly FieldIoSettings _settings;
    private readonly FieldHardware _hardware;
    private readonly FusionWorker _fusion;
    private readonly FieldIoService _service;

    public FieldIoTests()
    {
        _settings = new FieldIoSettings(
            false,
            [new StackLight("hall", Red, Amber, Green, Buzzer, ActiveLow: false, [])],
            [new RelayOutput("trip", Trip, Unacknowledged: false, ActiveLow: false, ["fan"]), new RelayOutput("call", Call, Unacknowledged: true, ActiveLow: true, [])],
            [new SpeedInput("shaft", Shaft, 1, 0.5, PullUp: true)],
            [new TemperatureInput("housing", "fan", "drive end", 1, 0x48, 10)]);
        _hardware = new FieldHardware(() => new GpioController(PinNumberingScheme.Logical, _pins), _ => _lm75);
        _fusion = Worker();
        _service = Service(_fusion);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        await _fusion.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public void Lights_and_relays_follow_an_alarm_from_raise_to_return()
    {
        _service.Round();
        Assert.Equal((true, true), (On(Trip), !On(Call)));
        Assert.Equal((false, false, false), (On(Red), On(Amber), On(Buzzer)));

        long id = _bench.Fault(true).Newest.Id;
        bool[] red = [.. Enumerable.Range(0, 8).Select(_ => { _service.Round(); return On(Red); })];
        Assert.Equal(4, red.Count(lit => lit));
        Assert.Contains("TTFF", string.Concat(red.Select(lit => lit ? 'T' : 'F')));
        Assert.Equal((false, false, true, false), (On(Trip), !On(Call), On(Buzzer), On(Green)));

        _bench.Desk.Acknowledge(id, AlarmBench.Ann, "");
        red = [.. Enumerable.Range(0, 4).Select(_ => { _service.Round(); return On(Red); })];
        Assert.All(red, Assert.True);
        Assert.Equal((false, true, false), (On(Trip), !On(Call), On(Buzzer)));

        _bench.Desk.Shelve(id, TimeSpan.FromHours(1), AlarmBench.Ann, "");
        _service.Round();
        Assert.Equal((false, false, true), (On(Red), On(Amber), On(Trip)));

        _bench.Desk.Unshelve(id, AlarmBench.Ann, "");
        _bench.Fault(false);
        bool[] amber = [.. Enumerable.Range(0, 4).Select(_ => { _service.Round(); return On(Amber); })];
        Assert.Equal(2, amber.Count(lit => lit));
        Assert.True(On(Trip));
        Assert.Equal("ok", _service.Status().State);
    }

    [Fact]
    public async Task The_green_lamp_goes_out_when_the_machine_falls_silent()
    {
        _bench.Fault(false);
        Assert.Equal(MachineCondition.Normal, _bench.Script.Condition);
        long last = _bench.Script.Machine.Memory.LastReceivedMs;
        _bench.Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(last + 1000) - _bench.Time.GetUtcNow());
        await using FusionWorker fusion = Worker();
        using FieldIoService service = Service(fusion);
        service.Round();
        Assert.True(On(Green));

        _bench.Time.Advance(TimeSpan.FromMilliseconds(10 * MachineFigures.ShortestSilenceMs));
        service.Round();

        Assert.False(On(Green));
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Relays_drop_and_lamps_go_out_when_the_gateway_stops_or_can_t_tell()
    {
        Assert.False(_pins.IsOpen(Trip));
        _service.Round();
        Assert.True(On(Trip));
        _bench.Database.Writer.Close();
        File.Move(_bench.Database.Path, _bench.Database.Path + ".gone");
        Directory.CreateDirectory(_bench.Database.Path);
        _service.Round();
        Assert.False(On(Trip));
        Assert.True(On(Call));
        Assert.NotEqual("ok", _service.Status().State);
        Directory.Delete(_bench.Database.Path);
        File.Move(_bench.Database.Path + ".gone", _bench.Database.Path);
        _bench.Database.Writer.Open();
        _service.Round();
        Assert.True(On(Trip));
        await _service.StopAsync(CancellationToken.None);
        Assert.False(_pins.IsOpen(Trip));
        Assert.Equal(PinValue.Low, _pins.Level(Trip));
    }

    [Fact]
    public void A_shaft_s_pulses_become_its_speed_and_a_machine_that_stands_is_suppressed()
    {
        _service.Round();
        Turn(turns: 50, rpm: 1500);
        MachineAsset fan = _bench.Script.Asset;
        Assert.Equal(1500, _service.RpmOf(fan)!.Value, 3);
        _bench.Fault(true);
        _service.Round();
        Assert.Equal(AlarmState.Unacknowledged, _bench.Newest.State);

        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _service.RpmOf(fan));
        _service.Round();
        Assert.Equal(AlarmState.Suppressed, _bench.Newest.State);
        Assert.True(On(Trip));
        Turn(turns: 50, rpm: 1500);
        _service.Round();
        Assert.Equal(AlarmState.Unacknowledged, _bench.Newest.State);
        Assert.Equal(["unsuppress", "suppress"], _bench.Store.Operations(null, 10).Select(operation => operation.Operation));
    }

    [Fact]
    public void A_temperature_is_read_at_its_interval_and_a_sensor_that_is_gone_comes_back()
    {
        _lm75.Celsius = -12.625;
        _service.Round();
        TemperatureReading first = Assert.Single(_service.TemperaturesOf("fan"));
        Assert.Equal((-12.6, "drive end", ""), (Math.Round(first.Celsius!.Value, 1), first.Position, first.Error));
        _lm75.Celsius = 61.5;
        _service.Round();
        Assert.Equal(-12.6, Math.Round(_service.TemperaturesOf("fan")[0].Celsius!.Value, 1));
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        _lm75.IsThere = false;
        _service.Round();
        Assert.Null(_service.TemperaturesOf("fan")[0].Celsius);
        Assert.Contains("no device answers", _service.TemperaturesOf("fan")[0].Error);
        _lm75.IsThere = true;
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        _service.Round();
        Assert.Equal(61.5, Math.Round(_service.TemperaturesOf("fan")[0].Celsius!.Value, 3));
        Assert.Empty(_service.TemperaturesOf("pump"));
    }

    [Fact]
    public void A_build_without_the_real_libraries_says_so_and_tries_again()
    {
        if (typeof(GpioController).Assembly.GetName().Version != typeof(FieldIoService).Assembly.GetName().Version)
        {
            // Built over the real packages, whose versions are their own.
            return;
        }

        FieldHardware real = FieldHardware.Of(FieldIoSettings.None with { Relays = [new RelayOutput("trip", 1, false, false, [])] });
        Assert.Contains("-p:UseIotPackages=true", Assert.Throws<PlatformNotSupportedException>(() => real.Controller()).Message);
        Assert.Contains("-p:UseIotPackages=true", Assert.Throws<PlatformNotSupportedException>(() => real.Device(new I2cConnectionSettings(1, 72))).Message);
    }

    [Fact]
    public void Doctor_knows_what_a_machine_without_pins_lacks()
    {
        var lights = FieldIoSettings.None with { Lights = [new StackLight("hall", 1, null, null, null, false, [])] };
        var cold = FieldIoSettings.None with { Temperatures = [new TemperatureInput("t", "", "", 3, 72, 10)] };
        Assert.True(FieldIoCheck.Of(FieldIoSettings.None, _ => false).Ok);
        Assert.Contains("/dev/gpiochip0", FieldIoCheck.Of(lights, _ => false).What);
        Assert.Contains("/dev/i2c-3", FieldIoCheck.Of(cold, _ => false).What);
        Assert.True(FieldIoCheck.Of(lights, _ => true).Ok);
        Assert.True(FieldIoCheck.Of(lights with { Simulated = true }, _ => false).Ok);
    }

    private FusionWorker Worker() => new(_bench.Script.Catalog, _bench.Database, _bench.Fusion, new WireCodec(), _bench.Time, NullLogger<FusionWorker>.Instance);

    private FieldIoService Service(FusionWorker fusion) => new(_settings, _hardware, _bench.Script.Catalog, _bench.Desk, fusion, _bench.Time, NullLogger<FieldIoService>.Instance);

    private bool On(int pin) => _pins.Level(pin) == PinValue.High;

    private void Turn(int turns, double rpm)
    {
        for (int i = 0; i < turns; i++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(60 / rpm) - TimeSpan.FromMilliseconds(0.3));
            _pins.Drive(Shaft, PinValue.Low);
            // The contact bounces.
            _bench.Time.Advance(TimeSpan.FromMilliseconds(0.1));
            _pins.Drive(Shaft, PinValue.High);
            _bench.Time.Advance(TimeSpan.FromMilliseconds(0.1));
            _pins.Drive(Shaft, PinValue.Low);
            _bench.Time.Advance(TimeSpan.FromMilliseconds(0.1));
            _pins.Drive(Shaft, PinValue.High);
        }
    }
}
