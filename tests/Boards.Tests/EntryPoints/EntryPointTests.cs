using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.Node;
using AIoT.Embedded.Standins.Simulation;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Boards.Tests.EntryPoints;

/// <summary>A board's own entry point, run here: its sensor simulated at the registers, on the pins that its board.json names.</summary>
public sealed class EntryPointTests : IDisposable
{
    private static readonly Dictionary<string, Func<string, NodeApp?>> Programs = new()
    {
        ["esp32-devkitc"] = Esp32DevKitC.Program.Build,
        ["esp32-s3-devkitc"] = Esp32S3DevKitC.Program.Build,
        ["stm32f769i-disco"] = Stm32F769IDisco.Program.Build,
    };

    private readonly string _flash = Directory.CreateTempSubdirectory("aiot-flash").FullName;

    public static TheoryData<string> Boards => [.. Programs.Keys];

    public void Dispose() => Directory.Delete(_flash, recursive: true);

    [Fact]
    public void Every_board_with_firmware_has_an_entry_point_here()
        => Assert.Equal(new BoardCatalog([TestData.InRepository("boards")]).Names.Except(["virtual"]), Programs.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task It_measures_through_the_driver_on_the_pins_of_its_description(string name)
    {
        BoardDescription board = new BoardCatalog([TestData.InRepository("boards")]).Find(name);
        var clock = new SystemHardwareClock();
        var hardware = new SimulatedHardware(clock);
        SimulatedHardware.Current = hardware;
        var part = new Iis3dwbPart(clock, new MachineMotion(MachineProfile.Pump, FaultScenario.Healthy, 7)) { Interrupt = hardware.Pin(board.Sensor.InterruptPin!.Value) };
        hardware.AttachSpi(board.Sensor.BusId, board.Sensor.ChipSelect!.Value, part);
        File.WriteAllText(Path.Combine(_flash, "node.conf"), $"device = {name}\nbroker = 127.0.0.1\nport = {PrivateBroker.FreePort()}\n");
        using var end = new CancellationTokenSource();
        Task tick = TickAsync(part, end.Token);

        NodeApp? app = Programs[name](_flash);
        Assert.NotNull(app);
        if (name.StartsWith("esp32", StringComparison.Ordinal))
        {
            Assert.Equal(3, hardware.PinFunctions.Count);
            Assert.All(hardware.PinFunctions.Keys, pin => Assert.Contains(pin, board.Pins.Values));
        }

        app.Start();
        for (int i = 0; i < 400 && app.Windows < 3; i++)
        {
            await Task.Delay(50);
        }

        app.Stop(5000);
        await end.CancelAsync();
        await tick;
        Assert.True(app.Windows >= 3, $"{app.Windows} windows, {app.SensorFaults} faults");
        Assert.Equal(app.Windows, app.Store.Produced);
    }

    [Fact]
    public void Without_a_configuration_it_says_so_and_builds_nothing()
    {
        var clock = new ManualClock();
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        Assert.Null(Esp32DevKitC.Program.Build(_flash));
    }

    [Fact]
    public void With_a_key_on_flash_it_takes_models_and_with_half_a_key_none()
    {
        var clock = new SystemHardwareClock();
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        File.WriteAllText(Path.Combine(_flash, "node.conf"), "device = d\nbroker = 127.0.0.1\n");
        var storage = new FolderStorage(_flash);
        Assert.Null(Platform.ModelFile.LoadKey(storage, out string? none));
        Assert.Null(none);
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), new byte[63]);
        Assert.Null(Platform.ModelFile.LoadKey(storage, out string? half));
        Assert.Contains("63 bytes", half, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_flash, "model.aim"), "no model");
        Assert.Null(Platform.ModelFile.Load(storage, out string? damaged));
        Assert.NotNull(damaged);

        // No point of the curve: the board measures all the same.
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), new byte[64]);
        NodeApp? app = Esp32DevKitC.Program.Build(_flash);
        Assert.NotNull(app);
        app.Stop(1000);

        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        System.Security.Cryptography.ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), [.. point.X!, .. point.Y!]);
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        app = Esp32DevKitC.Program.Build(_flash);
        Assert.NotNull(app);
        app.Stop(1000);
    }

    private static async Task TickAsync(Iis3dwbPart part, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!end.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            part.Tick();
        }
    }
}
