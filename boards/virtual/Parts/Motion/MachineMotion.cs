using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Motion;

/// <summary>A simulated machine: its vibration on X, a third of it on Y, gravity and a tenth of it on Z.</summary>
/// <param name="profile">The machine.</param>
/// <param name="scenario">What happens to it.</param>
/// <param name="seed">Fixes the random parts.</param>
/// <param name="sensor">Which sensor of the machine.</param>
/// <param name="startSeconds">Machine time at which the part is switched on.</param>
public sealed class MachineMotion(MachineProfile profile, FaultScenario scenario, long seed, int sensor = 0, double startSeconds = 0) : IMotion
{
    private readonly double[] _block = new double[64];
    private MachineSimulation? _machine;
    private double _before = startSeconds;
    private int _next;

    /// <inheritdoc/>
    public void Begin(double rateHz)
    {
        _before += _machine?.Time ?? 0;
        _machine = new MachineSimulation(profile, scenario.Fault, rateHz, seed, sensor);
        _next = _block.Length;
    }

    /// <inheritdoc/>
    public void Next(Span<double> xyz)
    {
        MachineSimulation machine = _machine ?? throw new InvalidOperationException("the part has not begun to measure");
        if (_next == _block.Length)
        {
            machine.Generate(_block, scenario.Severity(_before + machine.Time));
            _next = 0;
        }

        double vibration = _block[_next++];
        xyz[0] = vibration;
        xyz[1] = vibration / 3;
        xyz[2] = 1 + vibration / 10;
    }
}
