using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>
/// The acceleration that a sensor on a machine's bearing housing sees: shaft harmonics, blade pass, flow noise through the structure's
/// resonances, measurement noise, and, with a damaged bearing, repetitive impacts at its fault order with random slip.
/// Inner-race impacts are modulated by the shaft as they pass through the load zone, ball impacts by the cage.
/// The model is that of McFadden and Smith (J. Sound and Vibration 96, 1984) with the slip of Antoni and Randall (MSSP 17, 2003).
/// A seed fixes every sample.
/// </summary>
public sealed class MachineSimulation
{
    private const double LoadZoneDepth = 0.75;

    private readonly MachineProfile _profile;
    private readonly double _rate;
    private readonly Resonator[] _impactPath;
    private readonly Resonator[] _flowPath;
    private readonly double _flowScale;
    private readonly double _impactScale;
    private readonly double[] _harmonicPhase;
    private readonly double _bladePhase;
    private readonly SeededRandom _noise;
    private readonly SeededRandom _impacts;
    private double _angle;
    private double _cageAngle;
    private double _wander;
    private double _nextImpact;

    /// <summary>Starts a machine at time zero.</summary>
    /// <param name="profile">The machine.</param>
    /// <param name="fault">Where its bearing is damaged.</param>
    /// <param name="sampleRateHz">Samples per second; resonances at or above 0.45 of it are not heard.</param>
    /// <param name="seed">Fixes the random parts.</param>
    /// <param name="sensor">Which sensor of the machine: another one sees other phases and noise, and resonances a little apart.</param>
    public MachineSimulation(MachineProfile profile, BearingFault fault, double sampleRateHz, long seed, int sensor = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 100);
        _profile = profile;
        _rate = sampleRateHz;
        Fault = fault;
        SeededRandom setUp = new(seed, 101 + sensor);
        _noise = new SeededRandom(seed, 202 + sensor);
        _impacts = new SeededRandom(seed, 303 + sensor);
        double detune = sensor == 0 ? 1 : setUp.Uniform(0.94, 1.06);
        _impactPath = [.. profile.Modes.Where(m => m.FrequencyHz * detune < 0.45 * sampleRateHz).Select(m => new Resonator(m.FrequencyHz * detune, m.Damping, m.Gain, sampleRateHz))];
        _flowPath = [.. profile.Modes.Where(m => m.FrequencyHz * detune < 0.45 * sampleRateHz).Select(m => new Resonator(m.FrequencyHz * detune, Math.Min(0.3, 3 * m.Damping), m.Gain, sampleRateHz))];
        _harmonicPhase = [.. profile.ShaftHarmonics.Select(_ => setUp.Uniform(0, 2 * Math.PI))];
        _bladePhase = setUp.Uniform(0, 2 * Math.PI);
        _angle = setUp.Uniform(0, 2 * Math.PI);
        _cageAngle = setUp.Uniform(0, 2 * Math.PI);
        _nextImpact = setUp.Uniform(0, 1);

        // Half of the flow noise comes straight, half through the structure: scale the structure's part to unit power.
        double power = _flowPath.Sum(r => r.ImpulseEnergy);
        _flowScale = power > 0 ? 1 / Math.Sqrt(power) : 0;

        // Severity is the RMS of the impacts' response at the fault's nominal rate.
        double energy = _impactPath.Sum(r => r.ImpulseEnergy);
        double rate = FaultOrder * profile.ShaftHz;
        _impactScale = energy > 0 && rate > 0 ? Math.Sqrt(sampleRateHz / (rate * energy)) : 0;
    }

    /// <summary>Where the bearing is damaged.</summary>
    public BearingFault Fault { get; }

    /// <summary>Seconds of machine time generated so far.</summary>
    public double Time { get; private set; }

    private double FaultOrder => Fault switch
    {
        BearingFault.Outer => _profile.Bearing.OuterRaceOrder,
        BearingFault.Inner => _profile.Bearing.InnerRaceOrder,
        BearingFault.Ball => 2 * _profile.Bearing.BallSpinOrder,
        _ => 0,
    };

    /// <summary>Generates the next samples.</summary>
    /// <param name="acceleration">Receives acceleration in g.</param>
    /// <param name="severity">RMS of the fault's impacts in g, 0 for a sound bearing.</param>
    public void Generate(Span<double> acceleration, double severity)
    {
        double step = 1 / _rate;
        double order = FaultOrder;
        for (int i = 0; i < acceleration.Length; i++)
        {
            // The speed wanders as a first-order process with a time constant of two seconds.
            _wander += step / 2 * -_wander + Math.Sqrt(step) * _profile.SpeedWander * _noise.Gaussian();
            double shaftHz = _profile.ShaftHz * (1 + _wander);
            double turn = 2 * Math.PI * shaftHz * step;
            _angle += turn;
            _cageAngle += turn * _profile.Bearing.CageOrder;

            double sum = 0;
            for (int k = 0; k < _harmonicPhase.Length; k++)
            {
                sum += Math.Sqrt(2) * _profile.ShaftHarmonics[k] * Math.Cos((k + 1) * _angle + _harmonicPhase[k]);
            }

            if (_profile.Blades > 0)
            {
                sum += Math.Sqrt(2) * _profile.BladeLevel * Math.Cos(_profile.Blades * _angle + _bladePhase);
            }

            double impulse = 0;
            if (order > 0 && severity > 0)
            {
                _nextImpact -= order * shaftHz * step;
                if (_nextImpact <= 0)
                {
                    _nextImpact += Math.Max(0.2, 1 + _profile.Slip * _impacts.Gaussian());
                    impulse = severity * _impactScale * Modulation() * (1 + 0.1 * _impacts.Gaussian());
                }
            }

            double flow = _profile.FlowNoise * (1 + _profile.FlowModulation * Math.Cos(_angle)) * _noise.Gaussian();
            foreach (Resonator mode in _impactPath)
            {
                sum += mode.Step(impulse);
            }

            double structure = 0;
            foreach (Resonator mode in _flowPath)
            {
                structure += mode.Step(flow);
            }

            sum += Math.Sqrt(0.5) * (_flowScale * structure + flow);
            sum += _profile.SensorNoise * _noise.Gaussian();
            acceleration[i] = sum;
        }

        Time += acceleration.Length * step;
    }

    private double Modulation() => Fault switch
    {
        BearingFault.Inner => 1 + LoadZoneDepth * Math.Cos(_angle),
        BearingFault.Ball => 1 + LoadZoneDepth * Math.Cos(_cageAngle),
        _ => 1,
    };

    /// <summary>One mode as a recursive filter: y[n] = 2 r cos(w) y[n-1] - r^2 y[n-2] + x[n] r sin(w).</summary>
    private sealed class Resonator
    {
        private readonly double _a1;
        private readonly double _a2;
        private readonly double _gain;
        private double _y1;
        private double _y2;

        public Resonator(double frequencyHz, double damping, double gain, double rate)
        {
            double w0 = 2 * Math.PI * frequencyHz / rate;
            double r = Math.Exp(-damping * w0);
            double w = w0 * Math.Sqrt(1 - damping * damping);
            _a1 = 2 * r * Math.Cos(w);
            _a2 = -r * r;
            _gain = gain * r * Math.Sin(w);

            // Energy of the impulse response, by running it until it has died away; white noise of unit power comes out with the same power.
            double energy = 0;
            double y1 = 0, y2 = 0;
            int length = (int)(8 / (damping * w0)) + 8;
            for (int i = 0; i < length; i++)
            {
                double y = _a1 * y1 + _a2 * y2 + (i == 0 ? _gain : 0);
                y2 = y1;
                y1 = y;
                energy += y * y;
            }

            ImpulseEnergy = energy;
        }

        public double ImpulseEnergy { get; }

        public double Step(double x)
        {
            double y = _a1 * _y1 + _a2 * _y2 + _gain * x;
            _y2 = _y1;
            _y1 = y;
            return y;
        }
    }
}
