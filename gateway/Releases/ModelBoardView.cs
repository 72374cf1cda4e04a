using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>What a board last said of its models.</summary>
/// <param name="Active">Hash of the image in use, hex; null: none.</param>
/// <param name="Refusal">Why it refused one last; empty: it has not.</param>
public sealed record ModelBoardView(string Device, long ReceivedUtcMs, string State, string? Active, long ActiveVersion, string Refusal, long Switches, long Fallbacks)
{
    private static readonly string[] States = ["none", "settled", "trial", "receiving", "verifying", "restarting"];

    /// <returns>Null: the report can't be read.</returns>
    public static ModelBoardView? Of(string device, long receivedMs, byte[] payload)
    {
        var report = new ModelReport();
        return report.TryDecode(payload, 0, payload.Length)
            ? new ModelBoardView(device, receivedMs, States[report.State], report.HasActive ? Convert.ToHexStringLower(report.Active) : null, report.ActiveVersion, report.Refusal == ModelRefusal.None ? "" : report.Text, report.Switches, report.Fallbacks)
            : null;
    }
}
