using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures.Spectra;
using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Captures with what the assets know of their sensors, and what firmware/Signal makes of them.</summary>
public sealed class CaptureViews(CaptureStore store, AssetCatalog catalog, IWireCodec codec)
{
    private const int MostValues = 4096;
    private readonly Lock _codecGate = new();

    public IReadOnlyList<CaptureView> OfMachine(MachineAsset machine, int limit) =>
        [.. store.List([.. machine.Sensors.Select(sensor => sensor.Device).Distinct()], limit).Select(View).Where(view => view.Machine == machine.Id)];

    public CaptureView View(Capture capture)
    {
        Capture whole = WithReading(capture);
        (MachineAsset? machine, SensorAsset? sensor) = Place(whole);
        return new CaptureView(
            capture.Id, machine?.Id ?? "", sensor?.Id ?? "", capture.Device, capture.UtcMs > 0 ? capture.UtcMs : capture.ReceivedMs, capture.Cause, capture.AskedBy, capture.Seq,
            capture.RateHz, capture.Count, (double)capture.Count / capture.RateHz, capture.NanoG * 1e-9, whole.SpeedMilliHz is > 0 and int speed ? speed / 1000.0 : null, whole.SpeedFrom, capture.Sha256);
    }

    public CaptureDetail Detail(Capture capture, short[] samples) => new(View(capture), WaveFigures.Of(samples, capture.RateHz, capture.NanoG), BearingOf(capture));

    public static WaveAnswer Wave(Capture capture, short[] samples)
    {
        int stretch = (samples.Length + MostValues - 1) / MostValues;
        double scale = capture.NanoG * 1e-9, mean = samples.Average(sample => (double)sample);
        short[][] parts = [.. samples.Chunk(stretch)];
        return new WaveAnswer(
            capture.Id, (double)stretch / capture.RateHz, stretch, [.. parts.Select(part => (part.Min() - mean) * scale)], [.. parts.Select(part => (part.Max() - mean) * scale)]);
    }

    /// <param name="shaftHz">What somebody wants to look at; null: as measured.</param>
    /// <param name="maxHz">0: all.</param>
    public SpectrumAnswer Spectrum(Capture capture, short[] samples, double? shaftHz, double maxHz)
    {
        (double? speed, string from) = Speed(capture, shaftHz);
        VibrationSpectrum spectrum = VibrationSpectrum.Of(samples, capture.RateHz, capture.NanoG, maxHz);
        BearingAsset? bearing = BearingOf(capture);
        return new SpectrumAnswer(capture.Id, speed, from, bearing, spectrum, FaultMarks.Of(bearing?.Orders, speed ?? 0, spectrum.BinHz, spectrum.VelocityMmS));
    }

    public EnvelopeAnswer Envelope(Capture capture, short[] samples, double? shaftHz)
    {
        (double? speed, string from) = Speed(capture, shaftHz);
        BearingAsset? bearing = BearingOf(capture);
        EnvelopeAnalysis envelope = EnvelopeAnalysis.Of(samples, capture.RateHz, bearing?.Orders, speed ?? 0);
        return new EnvelopeAnswer(capture.Id, speed, from, bearing, envelope, FaultMarks.Of(bearing?.Orders, speed ?? 0, envelope.BinHz, envelope.Db));
    }

    private (double? Speed, string From) Speed(Capture capture, double? asked) =>
        asked is > 0 ? (asked, "asked") : View(capture) is { ShaftHz: { } known } view ? (known, view.SpeedFrom switch { "configured" => "nominal", "input" => "input", _ => "measured" }) :
        Place(WithReading(capture)).Machine?.Speed?.Rpm is { } rpm ? (rpm / 60, "nominal") : (null, "unknown");

    /// <summary>The one that the sensor sits beside; where it names none, the machine's only one.</summary>
    private BearingAsset? BearingOf(Capture capture)
    {
        (MachineAsset? machine, SensorAsset? sensor) = Place(WithReading(capture));
        return sensor?.Bearing ?? (machine?.Bearings.Count == 1 ? machine.Bearings[0] : null);
    }

    /// <summary>The reading of the window may have come after the samples.</summary>
    private Capture WithReading(Capture capture)
    {
        if (capture.Sensor is not null || capture.Seq == 0 || store.Reading(capture.Device, capture.Key.Epoch, capture.Seq) is not { } payload)
        {
            return capture;
        }

        lock (_codecGate)
        {
            return codec.TryReadReading(payload, out SensorReading reading, out _)
                ? reading.ShaftSpeedMilliHz > 0 ? capture with { Sensor = reading.Sensor, SpeedMilliHz = reading.ShaftSpeedMilliHz, SpeedFrom = "reading" } : capture with { Sensor = reading.Sensor }
                : capture;
        }
    }

    /// <summary>A capture whose reading is gone belongs to its board's sensor, where the board has only one.</summary>
    private (MachineAsset? Machine, SensorAsset? Sensor) Place(Capture capture)
    {
        if (capture.Sensor is { } index)
        {
            return catalog.TryFind(capture.Device, index, out MachineAsset machine, out SensorAsset sensor) ? (machine, sensor) : (null, null);
        }

        List<(MachineAsset, SensorAsset)> places = [.. catalog.Machines.SelectMany(machine => machine.Sensors.Where(sensor => sensor.Device == capture.Device).Select(sensor => (machine, sensor)))];
        return places.Count == 1 ? places[0] : (null, null);
    }
}
