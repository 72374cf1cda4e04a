namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>A tensor whose elements lie in one piece of memory, row-major.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
public class DenseTensor<T> : Tensor<T>
{
    /// <summary>A vector of zeros.</summary>
    public DenseTensor(int length)
        : this(new T[length], [length])
    {
    }

    /// <summary>Zeros in that shape.</summary>
    public DenseTensor(ReadOnlySpan<int> dimensions, bool reverseStride = false)
        : base(dimensions, reverseStride)
    {
        Buffer = new T[Length];
    }

    /// <summary>A tensor over the caller's memory.</summary>
    public DenseTensor(Memory<T> memory, ReadOnlySpan<int> dimensions, bool reverseStride = false)
        : base(dimensions, reverseStride)
    {
        if (memory.Length != Length)
        {
            throw new ArgumentException($"{memory.Length} elements for a shape of {Length}", nameof(memory));
        }

        Buffer = memory;
    }

    /// <summary>The elements.</summary>
    public Memory<T> Buffer { get; }

    /// <inheritdoc/>
    public override T GetValue(int index) => Buffer.Span[index];

    /// <inheritdoc/>
    public override void SetValue(int index, T value) => Buffer.Span[index] = value;

    /// <inheritdoc/>
    public override Tensor<T> Clone() => new DenseTensor<T>(Buffer.ToArray(), Dimensions);

    /// <inheritdoc/>
    public override Tensor<T> Reshape(ReadOnlySpan<int> dimensions) => new DenseTensor<T>(Buffer, dimensions);

    /// <inheritdoc/>
    public override DenseTensor<T> ToDenseTensor() => this;
}
