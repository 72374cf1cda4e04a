using AIoT.Embedded.EvidenceVectors;
using AIoT.Embedded.Hil.Vectors;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Running;

/// <summary>What the golden vectors give on this machine: the cases that there must be, and the digest of each.</summary>
public sealed class Reference
{
    private Reference(IReadOnlyList<GoldenCase> cases, IReadOnlyDictionary<string, string> digests)
    {
        Cases = cases;
        Digests = digests;
    }

    /// <summary>The cases, in the order of replay.</summary>
    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Digests by name.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>Where the vectors lie beside the runner.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors");

    /// <summary>Replays the vectors of a folder.</summary>
    public static Reference Load(string folder)
    {
        GoldenCase[] cases = [.. GoldenVectors.Sets(folder).Values.SelectMany(set => set)];
        EvidenceSet evidence = new();
        Dictionary<string, string> digests = new(StringComparer.Ordinal);
        foreach (GoldenCase one in cases)
        {
            CaseReader reader = new(one.Data, 0, one.Data.Length);
            int kind = reader.ReadByte();
            CasePlayer player = Players.For(kind) ?? evidence.PlayerFor(kind) ?? throw new InvalidDataException($"{one.Name}: no player for kind {kind}");
            reader.ReadText();
            CaseResult result = new();
            player.Play(reader, result);
            digests.Add(one.Name, result.Digest);
        }

        return new(cases, digests);
    }
}
