using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>A simulated sensor on a simulated machine, as a board's source of samples. Not paced: the caller keeps time.</summary>
public sealed class SimulatedSource : ISampleSource
{
    private readonly MachineSimulation _machine;
    private readonly FaultScenario _scenario;
    private readonly SensorModel _sensor;
    private readonly double _startSeconds;
    private readonly double[] _block = new double[256];
    private int _flags;

    /// <summary>Puts a sensor on a machine.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="scenario">What happens to it.</param>
    /// <param name="sensor">The sensor.</param>
    /// <param name="seed">Fixes the random parts.</param>
    /// <param name="sensorIndex">Which sensor of the machine.</param>
    /// <param name="startSeconds">Machine time at which this source begins: a board that restarts finds its machine as old as it is.</param>
    public SimulatedSource(MachineProfile profile, FaultScenario scenario, SensorModel sensor, long seed, int sensorIndex = 0, double startSeconds = 0)
    {
        _scenario = scenario;
        _sensor = sensor;
        _startSeconds = startSeconds;
        _machine = new MachineSimulation(profile, scenario.Fault, sensor.SampleRateHz, seed, sensorIndex);
    }

    /// <inheritdoc/>
    public int SampleRateHz => _sensor.SampleRateHz;

    /// <inheritdoc/>
    public int NanoGPerLsb => _sensor.NanoGPerLsb;

    /// <inheritdoc/>
    public int FullScaleLsb => _sensor.FullScaleLsb;

    /// <inheritdoc/>
    public bool TryRead(short[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int part = Math.Min(count, _block.Length);
            _machine.Generate(_block.AsSpan(0, part), _scenario.Severity(_startSeconds + _machine.Time));
            for (int i = 0; i < part; i++)
            {
                short sample = _sensor.ToCounts(_block[i]);
                buffer[offset + i] = sample;
                if (Math.Abs((int)sample) >= _sensor.FullScaleLsb)
                {
                    _flags |= SampleFlags.Saturated;
                }
            }

            offset += part;
            count -= part;
        }

        return true;
    }

    /// <inheritdoc/>
    public int TakeFlags()
    {
        int flags = _flags;
        _flags = 0;
        return flags;
    }
}
