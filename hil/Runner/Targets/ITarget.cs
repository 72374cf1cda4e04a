namespace AIoT.Embedded.Hil.Targets;

/// <summary>Something that runs the application.</summary>
public interface ITarget
{
    /// <summary>What is started, in words, for reports.</summary>
    string Description { get; }

    /// <summary>What is to be done once before the first attempt: flashing.</summary>
    /// <exception cref="UnavailableException">It did not work.</exception>
    Task PrepareAsync(CancellationToken cancel);

    /// <summary>Starts the application anew.</summary>
    /// <exception cref="UnavailableException">The target can't be had.</exception>
    Task<ITargetSession> StartAsync(CancellationToken cancel);
}
