using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Vectors;

/// <summary>tests/vectors/spectrum: inputs are formulas, outputs some bins and a digest of all.</summary>
public sealed class SpectrumSource : IVectorSource
{
    /// <inheritdoc/>
    public string Set => "SignalVectors";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(string folder)
    {
        foreach (JsonElement vector in VectorJson.Load(Path.Combine(folder, "spectrum", "spectrum.json")).Items("cases"))
        {
            bool wide = vector.TryGetProperty("wide", out JsonElement value) && value.GetBoolean();
            string window = vector.Long("window") == 1 ? "hann" : "rectangular";
            string signal = vector.Text("signal");
            CaseWriter writer = new CaseWriter(CaseKind.Spectrum, $"spectrum/{vector.Long("points")}-{window}-{signal}-{vector.Long("parameter")}{(wide ? "-wide" : "")}")
                .Integer(vector.Long("points")).Integer(vector.Long("window")).Integer(wide ? 1 : 0).Integer(vector.Long("mean"))
                .Integer(VectorJson.Signal(signal)).Integer(vector.Long("parameter")).Integer(vector.Long("shift")).Integer(vector.Digest("digest"));
            JsonProperty[] bins = [.. vector.GetProperty("power").EnumerateObject()];
            writer.Integer(bins.Length);
            foreach (JsonProperty bin in bins)
            {
                writer.Integer(int.Parse(bin.Name, CultureInfo.InvariantCulture)).Integer(long.Parse(bin.Value.GetString()!, CultureInfo.InvariantCulture));
            }

            yield return writer.Done();
        }
    }
}
