using AIoT.Embedded.Hil.Vectors;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>Some golden cases as a set, as the assemblies of a board hold them.</summary>
internal sealed class CaseSet(IReadOnlyList<GoldenCase> cases) : VectorSet
{
    public override int Count => cases.Count;

    public override byte[] Case(int index) => cases[index].Data;
}
