namespace Microsoft.ML.OnnxRuntime;

/// <summary>Results that are disposed of together.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable
{
}
