using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/envelope: combs, windows, streams, speeds.</summary>
public sealed class EnvelopeSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "SignalVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        JsonElement root = VectorJson.Load(Path.Combine(folder, "envelope", "envelope.json"));
        yield return new CaseWriter(CaseKind.CombDummies, "envelope/comb-dummies").Integers(root.Longs("dummies")).Done();
        foreach (JsonElement window in root.Items("windows"))
        {
            long high = window.Long("highHz");
            CaseWriter writer = new CaseWriter(CaseKind.EnvelopeWindow, $"envelope/window-{window.Long("length")}{(high == 0 ? "" : $"-to-{high}-Hz")}-{Name(window)}")
                .Integer(window.Long("length")).Integer(window.Long("lowHz")).Integer(high);
            yield return Signal(writer, window).Integer(window.Long("level")).Integer(window.Long("kurtosis")).Integer(window.Long("crest"))
                .Integer(window.Digest("digest")).Integers(window.Longs("scores")).Done();
        }

        foreach (JsonElement stream in root.Items("streams"))
        {
            CaseWriter writer = new CaseWriter(CaseKind.EnvelopeStream, $"envelope/stream-{stream.Long("shaftSpeedMilliHz")}-mHz-{Name(stream)}")
                .Integer(stream.Long("shaftSpeedMilliHz")).Integer(stream.Long("samples"));
            yield return Signal(writer, stream).Integer(stream.Long("spectra")).Integer(stream.Digest("digest")).Integers(stream.Longs("scores")).Done();
        }

        foreach (JsonElement speed in root.Items("speeds"))
        {
            CaseWriter writer = new(CaseKind.ShaftSpeed, $"envelope/speed-{Name(speed)}");
            yield return Signal(writer, speed).Integer(speed.Long("nominalMilliHz")).Integer(speed.Long("speedMilliHz")).Integer(speed.Long("confidenceQ8")).Done();
        }
    }

    private static string Name(JsonElement element)
    {
        JsonElement signal = element.GetProperty("signal");
        return $"{signal.Text("kind")}-{signal.Long("parameter")}";
    }

    private static CaseWriter Signal(CaseWriter writer, JsonElement element)
    {
        JsonElement signal = element.GetProperty("signal");
        return writer.Integer(VectorJson.Signal(signal.Text("kind"))).Integer(signal.Long("parameter")).Integer(signal.Long("shift"));
    }
}
