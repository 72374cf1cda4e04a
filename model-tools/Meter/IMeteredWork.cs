namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>
/// A piece of work written against the ordinary types of the metered assemblies. The meter loads the assembly of the implementing class
/// again beside the instrumented ones, so that its calls reach them. Give it a public constructor without parameters.
/// </summary>
public interface IMeteredWork
{
    /// <summary>Builds what the work needs; not counted.</summary>
    void Prepare();

    /// <summary>The work; counted.</summary>
    void Run();
}
