using System.Device.I2c;
using System.Device.Spi;
using AIoT.Embedded.Boards.Virtual.Parts;
using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Sensing.Tests.Support;

/// <summary>A simulated part on a simulated bus with its driver and a sampler, on a clock that the sampler's waits move.</summary>
public sealed class SensorBench : ISensorClock, IWatermarkSignal
{
    private const int Bus = 1;
    private const int ChipSelect = 5;
    private bool _interrupted;

    public SensorBench(string part, IMotion? motion = null, Axis axis = Axis.Z, bool i2c = false)
    {
        Hardware = new SimulatedHardware(Clock);
        SimulatedHardware.Current = Hardware;
        IMotion on = motion ?? Ramp(axis);
        Part = part switch
        {
            "IIS3DWB" => new Iis3dwbPart(Clock, on),
            "KX134-1211" => new Kx134Part(Clock, on),
            "ADXL372" => new Adxl372Part(Clock, on),
            "ICM-42688-P" => new Icm42688Part(Clock, on),
            "ADXL345" => new Adxl345Part(Clock, on),
            _ => throw new ArgumentException(part),
        };
        Part.Interrupt.Changed += level => _interrupted |= level;
        Slow = new SlowSpiPart(Part);
        Hardware.AttachSpi(Bus, ChipSelect, Slow);
        Hardware.AttachI2c(Bus, 0x1D, Part);
        Driver = i2c ? OnI2c(part, axis) : OnSpi(part, axis);
        Sampler = new FifoSampler(Driver, this, this);
    }

    /// <summary>All parts.</summary>
    public static TheoryData<string> Parts => ["IIS3DWB", "KX134-1211", "ADXL372", "ICM-42688-P", "ADXL345"];

    public ManualClock Clock { get; } = new();

    public SimulatedHardware Hardware { get; }

    public SimulatedPart Part { get; }

    public SlowSpiPart Slow { get; }

    public FifoAccelerometer Driver { get; }

    public FifoSampler Sampler { get; }

    public long Milliseconds => Clock.Microseconds / 1000;

    /// <summary>A sample on the axis is one count more than the one before, from -1000 to 999 and round; the others do something else.</summary>
    public static FunctionMotion Ramp(Axis axis, double countG = 0) => new(n =>
    {
        double g = ((n % 2000) - 1000) * (countG == 0 ? CurrentCountG : countG);
        return axis switch { Axis.X => (g, -g, 0.1), Axis.Y => (0.1, g, -g), _ => (-g, 0.1, g) };
    });

    [ThreadStatic]
    private static double s_countG;

    private static double CurrentCountG => s_countG;

    public void Sleep(int milliseconds) => Clock.Advance(milliseconds * 1000L);

    /// <summary>Lets time pass until the interrupt or the end.</summary>
    public void Wait(int milliseconds)
    {
        _interrupted = false;
        for (long end = Clock.Microseconds + milliseconds * 1000L; Clock.Microseconds < end && !_interrupted;)
        {
            Clock.Advance(100);
            Part.Tick();
        }
    }

    /// <summary>Reads samples and tells what was flagged.</summary>
    public (short[] Samples, int Flags) Read(int count)
    {
        var samples = new short[count];
        Assert.True(Sampler.TryRead(samples, 0, count), Sampler.Fault);
        return (samples, Sampler.TakeFlags());
    }

    /// <summary>True when each sample follows the one before on the ramp.</summary>
    public static bool IsConsecutive(ReadOnlySpan<short> samples)
    {
        for (int i = 1; i < samples.Length; i++)
        {
            if (!Follows(samples[i - 1], samples[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool Follows(short before, short after) => after == (before == 999 ? -1000 : before + 1);

    private FifoAccelerometer OnSpi(string part, Axis axis)
    {
        FifoAccelerometer driver = part switch
        {
            "IIS3DWB" => new Iis3dwb(SpiDevice.Create(Iis3dwb.Settings(Bus, ChipSelect, 10_000_000)), this, Iis3dwbRange.G16, axis),
            "KX134-1211" => new Kx134(SpiDevice.Create(Kx134.Settings(Bus, ChipSelect, 10_000_000)), this, 12800, Kx134Range.G16, axis),
            "ADXL372" => new Adxl372(SpiDevice.Create(Adxl372.Settings(Bus, ChipSelect, 10_000_000)), this, 6400, axis),
            "ICM-42688-P" => new Icm42688(SpiDevice.Create(Icm42688.Settings(Bus, ChipSelect, 10_000_000)), this, 32000, Icm42688Range.G16, axis),
            _ => new Adxl345(SpiDevice.Create(Adxl345.Settings(Bus, ChipSelect, 10_000_000)), this, 400, axis),
        };
        s_countG = driver.NanoGPerLsb * 1e-9;
        return driver;
    }

    private FifoAccelerometer OnI2c(string part, Axis axis)
    {
        I2cDevice device = I2cDevice.Create(new I2cConnectionSettings(Bus, 0x1D));
        FifoAccelerometer driver = part switch
        {
            "KX134-1211" => new Kx134(device, this, 1600, Kx134Range.G64, axis),
            "ADXL372" => new Adxl372(device, this, 800, axis),
            "ICM-42688-P" => new Icm42688(device, this, 1000, Icm42688Range.G8, axis),
            _ => new Adxl345(device, this, 100, axis),
        };
        s_countG = driver.NanoGPerLsb * 1e-9;
        return driver;
    }
}
