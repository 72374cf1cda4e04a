using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Standins.Simulation;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Boards.Tests.Memory;

/// <summary>The memory of a whole board, built by its own entry point: every object and array of the firmware, driver to uplink, by the sizes of nanoFramework's heap.</summary>
public sealed class NodeMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const long Promise = 60_000;
    private readonly string _flash = Directory.CreateTempSubdirectory("aiot-flash").FullName;

    public void Dispose() => Directory.Delete(_flash, recursive: true);

    /// <summary>Raw captures on alarm and a baseline are switched on, readings and health have been sent.</summary>
    [SkippableFact]
    public async Task An_ESP32_DevKitC_with_the_shipped_model_takes_less_than_60_KB()
    {
        using var broker = new PrivateBroker();
        var clock = new SystemHardwareClock();
        var hardware = new SimulatedHardware(clock);
        SimulatedHardware.Current = hardware;
        var part = new Iis3dwbPart(clock, new MachineMotion(MachineProfile.Pump, FaultScenario.Healthy, 7)) { Interrupt = hardware.Pin(4) };
        hardware.AttachSpi(1, 5, part);
        File.WriteAllText(Path.Combine(_flash, "node.conf"), $"device = press-4-bearing\nbroker = 127.0.0.1\nport = {broker.Port}\nhealth = 1\nbaseline = 4\n");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "bearing-v1.aim"), Path.Combine(_flash, "model.aim"));
        using var end = new CancellationTokenSource();
        Task tick = TickAsync(part, end.Token);
        NodeApp app = Esp32DevKitC.Program.Build(_flash)!;
        app.Start();
        for (int i = 0; i < 600 && (app.Windows < 12 || app.Baseline.State != MachineBaseline.Learnt); i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(MachineBaseline.Learnt, app.Baseline.State);
        app.Stop(5000);
        await end.CancelAsync();
        await tick;
        DeviceHeap heap = new DeviceHeap().Add(app).AddStatics(typeof(FeatureExtractor).Assembly).AddStatics(typeof(NodeApp).Assembly);
        foreach ((string of, long bytes) in heap.Parts.Where(p => p.Bytes >= 100))
        {
            output.WriteLine($"{bytes,7} {of}");
        }

        output.WriteLine($"{heap.Bytes} bytes");
        Assert.InRange(heap.Bytes, 30_000, Promise - 1);
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
