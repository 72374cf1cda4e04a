namespace AIoT.Embedded.Device.Tests.Gate;

/// <summary>Something that a board would not run, or not as the PC does.</summary>
/// <param name="Where">The method, field, type or assembly.</param>
/// <param name="What">What is wrong, with the member it is about, and what to do.</param>
public sealed record Violation(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}
