namespace AIoT.Embedded.Gateway.Bench;

/// <summary>The run can't go on; the message is one line that says what, where and what to do. Exit code 2.</summary>
public sealed class BenchException(string message) : Exception(message);
