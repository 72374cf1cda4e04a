using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>What the room of boards counts, for /metrics: families of one label.</summary>
public sealed class DeviceMetrics(DeviceRegistry registry, Onboarding onboarding, Appraiser appraiser, AttestationWorker worker)
{
    /// <param name="Type"><c>counter</c> or <c>gauge</c>.</param>
    /// <param name="Label">Empty: one value without a label.</param>
    public sealed record Family(string Name, string Help, string Type, string Label, IReadOnlyList<KeyValuePair<string, long>> Values);

    public IReadOnlyList<Family> Read()
    {
        ILookup<DeviceStanding, string> standings = registry.All().ToLookup(entry => entry.Value.Standing, entry => entry.Key);
        return
        [
            new("aiot_devices", "Boards by standing.", "gauge", "standing", [.. Enum.GetValues<DeviceStanding>().Select(standing => KeyValuePair.Create(DeviceRegistry.Word(standing), (long)standings[standing].Count()))]),
            new("aiot_challenges_total", "Challenges sent.", "counter", "", [KeyValuePair.Create("", worker.Challenger.Sent)]),
            new("aiot_challenges_unanswered_total", "Challenges without a good answer in time.", "counter", "", [KeyValuePair.Create("", worker.Challenger.Unanswered)]),
            new("aiot_evidence_total", "Tokens by what became of them.", "counter", "outcome", worker.Challenger.Tokens.All()),
            new("aiot_evidence_broken_total", "Rules that tokens broke.", "counter", "rule", appraiser.Broken.All()),
            new("aiot_evidence_dropped_total", "Messages dropped because too many came at once.", "counter", "", [KeyValuePair.Create("", worker.Dropped)]),
            new("aiot_enrolments_refused_total", "What was refused about enrolments, by reason.", "counter", "reason", onboarding.Refused.All()),
        ];
    }
}
