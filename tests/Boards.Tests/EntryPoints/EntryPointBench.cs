using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.Node;
using AIoT.Embedded.Standins.Simulation;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Boards.Tests.EntryPoints;

/// <summary>Runs entry points: the sensor of a board's description simulated on the pins that it names.</summary>
internal static class EntryPointBench
{
    /// <summary>Hardware with the board's sensor on a running pump, current for what the caller does next.</summary>
    public static SimulatedHardware Fit(BoardDescription board, out Iis3dwbPart part)
    {
        var clock = new SystemHardwareClock();
        var hardware = new SimulatedHardware(clock);
        SimulatedHardware.Current = hardware;
        part = new Iis3dwbPart(clock, new MachineMotion(MachineProfile.Pump, FaultScenario.Healthy, 7)) { Interrupt = hardware.Pin(board.Sensor.InterruptPin!.Value) };
        hardware.AttachSpi(board.Sensor.BusId, board.Sensor.ChipSelect!.Value, part);
        return hardware;
    }

    /// <summary>Has an entry point build its application over a flash folder, and measure and store three windows.</summary>
    public static async Task<SimulatedHardware> MeasuresAsync(Func<string, NodeApp?> build, BoardDescription board, string flash)
    {
        SimulatedHardware hardware = Fit(board, out Iis3dwbPart part);
        await File.WriteAllTextAsync(Path.Combine(flash, "node.conf"), $"device = {board.Name}\nbroker = 127.0.0.1\nport = {PrivateBroker.FreePort()}\n");
        using var end = new CancellationTokenSource();
        Task tick = TickAsync(part, end.Token);

        NodeApp? app = build(flash);
        Assert.NotNull(app);
        app.Start();
        for (int i = 0; i < 400 && app.Windows < 3; i++)
        {
            await Task.Delay(50, CancellationToken.None);
        }

        app.Stop(5000);
        await end.CancelAsync();
        await tick;
        Assert.True(app.Windows >= 3, $"{app.Windows} windows, {app.SensorFaults} faults");
        Assert.Equal(app.Windows, app.Store.Produced);
        return hardware;
    }

    /// <summary>Lets the sensor move its interrupt pin until told to end.</summary>
    public static async Task TickAsync(Iis3dwbPart part, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!end.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            part.Tick();
        }
    }
}
