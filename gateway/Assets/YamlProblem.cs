namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A mistake in a file, with its place (both from 1).</summary>
public sealed record YamlProblem(string File, long Line, long Column, string What)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {What}";
}
