using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Tests.Targets;

internal sealed class SilentWatcher : IRunWatcher
{
    public List<string> Said { get; } = [];

    public void Say(string text) => Said.Add(text);

    public void Begin(int attempt, int cases)
    {
    }

    public void Ended(CaseReport report)
    {
    }

    public void End(AttemptReport report)
    {
    }
}
