using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Running;

/// <summary>Sees a run while it goes on.</summary>
public interface IRunWatcher
{
    /// <summary>A remark.</summary>
    void Say(string text);

    /// <summary>An attempt begins.</summary>
    void Begin(int attempt, int cases);

    /// <summary>A case ended.</summary>
    void Ended(CaseReport report);

    /// <summary>An attempt ended.</summary>
    void End(AttemptReport report);
}
