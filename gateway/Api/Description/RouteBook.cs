using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Releases;

namespace AIoT.Embedded.Gateway.Api.Description;

/// <summary>Every route in words. A route that is missing here is found by a test.</summary>
public static class RouteBook
{
    public static IReadOnlyDictionary<string, RouteNote> Notes { get; } = All().ToDictionary(note => note.Route);

    /// <summary>How the book names a route.</summary>
    /// <param name="pattern">As mapped: <c>/api/v1/captures/{id:long}</c>.</param>
    public static string NameOf(string method, string pattern) =>
        $"{method} {System.Text.RegularExpressions.Regex.Replace(pattern, @"\{(\w+):\w+\}", "{$1}").Replace("/api/v1", "", StringComparison.Ordinal).TrimEnd('/')}";

    private static IEnumerable<RouteNote> All() =>
    [
        new("GET /machines", "All machines with state, health, evidence and sensors.", typeof(IReadOnlyList<MachineView>)),
        new("GET /machines/{id}", "One machine with its trend and alarms.", typeof(MachineAnswer), Errors: 404),
        new("GET /devices", "Boards: what has come from them, and how they stand.", typeof(IReadOnlyList<DeviceView>)),
        new("GET /decisions", "Decision records, newest first.", typeof(IReadOnlyList<StoredDecision>), Errors: 400),
        new("GET /decisions/verify", "Goes through the whole ledger on this gateway.", typeof(LedgerCheck)),
        new("GET /decisions/{id}", "One decision with its explanation.", typeof(DecisionView), Errors: 404),
        new("POST /decisions/{id}/explain", "Asks for the models' scores behind a decision to be explained.", null, 202, Errors: [404, 503]),
        new("GET /ensemble", "The gateway's own models: standing, agreement, times.", typeof(EnsembleAnswer)),
        new("GET /ensemble/labels", "How well each model fits the technicians' labels.", typeof(IReadOnlyList<LabelScores.Finding>)),
        new("GET /poison", "Messages kept aside, with the reason.", typeof(IReadOnlyList<PoisonView>)),
        new("GET /stats", "Counters; with audit=true the disk itself is counted.", typeof(StatsAnswer)),
        new("GET /health", "Whether it is well; without a key the status alone.", typeof(HealthAnswer)),
        new("GET /events", "Server-sent events: machine, decision, alarm, capture, storage.", null, Media: "text/event-stream", Errors: 503),
        new("GET /session", "The role of whoever asks.", typeof(SessionAnswer)),
        new("POST /session", "A cookie for a key, for twelve hours.", null, 204, Errors: [400, 401]),
        new("DELETE /session", "Ends the session.", null, 204),

        new("GET /ledger/head", "The newest signed head.", typeof(HeadShape), Errors: 404),
        new("GET /ledger/heads", "Signed heads, newest first.", typeof(IReadOnlyList<HeadShape>)),
        new("GET /ledger/records/{id}", "A record as it was hashed.", typeof(RecordShape), Errors: 404),
        new("GET /ledger/records/{id}/proof", "That a record is in the ledger: its path to a signed head.", typeof(InclusionShape), Errors: 404),
        new("GET /ledger/consistency", "That the ledger of one head grew from that of another.", typeof(ConsistencyShape), Errors: 404),
        new("GET /ledger/key", "The public key, PEM.", null, Media: "application/x-pem-file"),

        new("GET /alarms", "Alarms, newest first; with open=true those that are not over, oldest first.", typeof(IReadOnlyList<AlarmRow>)),
        new("GET /alarms/{id}", "An alarm with what was done to it, and what a verdict may name.", typeof(AlarmAnswer), Errors: 404),
        new("GET /alarms/operations", "What was done to alarms: who, when, from which state to which.", typeof(IReadOnlyList<AlarmOperation>)),
        new("GET /labels", "Verdicts as labels with the readings they are about; format=csv for a table.", typeof(IReadOnlyList<AlarmLabel>), Errors: 400),
        .. new[] { ("acknowledge", "Says that an alarm was seen."), ("reset", "Lets a latched alarm go."), ("unshelve", "Takes it off the shelf."), ("shelve", "Puts it aside for a time."), ("verdict", "What was found at the machine: becomes a label.") }
            .Select(verb => new RouteNote($"POST /alarms/{{id}}/{verb.Item1}", verb.Item2, typeof(AlarmRow), Errors: [400, 404, 503])),
        new("POST /machines/{id}/out-of-service", "Takes a machine's alarm out of service, or returns it.", typeof(OutOfServiceAnswer), Errors: [400, 404, 503]),

        new("GET /devices/standings", "How all boards stand.", typeof(IReadOnlyList<DeviceTrustView>)),
        new("GET /devices/{id}/standing", "How a board stands, and its identity.", typeof(DeviceTrustView)),
        new("GET /devices/{id}/attestations", "A board's evidence and what came of it, newest first.", typeof(IReadOnlyList<AttestationResults.Result>)),
        new("POST /devices/{id}/challenge", "Asks a board for evidence now.", null, 202, Errors: 409),
        new("POST /devices/{id}/enrol", "Enrols a board; a technician needs a claim code.", typeof(EnrolmentAnswer), Errors: [400, 503]),
        new("POST /claims", "Makes a claim code.", typeof(ClaimAnswer), Errors: 400),
        .. new[] { ("quarantine", "Puts a board aside."), ("release", "Lets a board out of quarantine."), ("retire", "Takes a board out of service for good.") }
            .Select(verb => new RouteNote($"POST /devices/{{id}}/{verb.Item1}", verb.Item2, typeof(DeviceTrust), Errors: [400, 503])),
        new("POST /devices/{id}/key", "Makes a new key for a board.", typeof(EnrolmentAnswer), Errors: 400),
        new("GET /references", "Reference values that evidence is compared with.", typeof(IReadOnlyList<ReferenceValue>)),
        new("POST /references", "Adds a reference value.", typeof(ReferenceValue), Errors: 400),
        new("DELETE /references/{id}", "Takes a reference value away.", typeof(ReferenceValue), Errors: 400),

        new("GET /assets", "What the assets file says.", typeof(AssetsAnswer)),
        new("GET /machines/{id}/asset", "What the assets file says of a machine.", typeof(MachineAsset), Errors: 404),
        new("GET /units", "The unit of every number of machines and assets, as a UCUM code and in words.", typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, Unit>>)),
        new("GET /assets/schema.json", "The JSON schema of the assets file.", null, Media: "application/schema+json"),

        new("GET /models", "Model releases, the keys that sign them, and what boards run.", typeof(ReleasesAnswer)),
        new("POST /models", "Adds a signed model release: the file's bytes.", typeof(StoredModel), Errors: 400),
        new("POST /models/keys", "Adds a key whose signatures are taken.", typeof(ModelKey), Errors: 400),
        new("DELETE /models/keys/{id}", "Takes a key away.", typeof(ModelKey), Errors: 400),
        new("GET /offers", "Offers of models to boards, newest first.", typeof(IReadOnlyList<Offer>)),
        new("GET /offers/{id}", "One offer with each board's progress.", typeof(Offer), Errors: 404),
        new("POST /offers", "Offers a model to boards, in stages.", typeof(Offer), Errors: 400),
        new("POST /offers/{id}/stop", "Stops an offer.", typeof(Offer), Errors: 400),
        new("GET /field-io", "What the gateway's own inputs and outputs say.", typeof(FieldIoStatus)),
        new("GET /machines/{id}/field", "Speed and temperatures of a machine by the gateway's own inputs.", typeof(MachineField), Errors: 404),

        new("GET /machines/{id}/captures", "Raw captures of a machine's sensors, newest first.", typeof(IReadOnlyList<CaptureView>), Errors: 404),
        new("GET /captures/{id}", "A raw capture with its figures.", typeof(CaptureDetail), Errors: [404, 422, 500]),
        new("GET /captures/{id}/wave", "Its time wave.", typeof(WaveAnswer), Errors: [404, 422, 500]),
        new("GET /captures/{id}/spectrum", "Its spectrum as velocity and acceleration, with shaft and fault orders marked.", typeof(SpectrumAnswer), Errors: [400, 404, 422, 500]),
        new("GET /captures/{id}/envelope", "Its envelope spectrum, with fault orders marked and scored.", typeof(EnvelopeAnswer), Errors: [400, 404, 422, 500]),
        new("GET /captures/{id}/samples.wav", "The samples as a WAV file.", null, Media: "audio/wav", Errors: [404, 422, 500]),
        new("GET /captures/{id}/samples.csv", "The samples as CSV: seconds, g.", null, Media: "text/csv", Errors: [404, 422, 500]),
        new("GET /devices/{id}/capture", "How a board's capture stands.", typeof(CaptureStatus), Errors: 404),
        new("POST /devices/{id}/capture", "Asks a board for the raw samples of its next window.", typeof(CaptureStatus), 202, Errors: [404, 503]),
    ];

    /// <summary>As the ledger contract writes it: hashes and signatures in hex.</summary>
    public sealed record HeadShape(long Size, long UtcMs, string Root, string KeyId, string Signature);

    public sealed record RecordShape(long Id, string Body);

    public sealed record InclusionShape(int LedgerProof, RecordShape Record, IReadOnlyList<string> Path, HeadShape Head);

    public sealed record ConsistencyShape(int LedgerConsistency, HeadShape From, HeadShape To, IReadOnlyList<string> Path);
}
