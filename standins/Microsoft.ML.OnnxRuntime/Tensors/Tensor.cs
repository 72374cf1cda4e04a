using System.Collections;

namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>A multi-dimensional array, row-major.</summary>
/// <typeparam name="T">The type of its elements.</typeparam>
public abstract class Tensor<T> : IReadOnlyList<T>
{
    private readonly int[] _dimensions;
    private readonly int[] _strides;

    /// <summary>A tensor of that shape.</summary>
    protected Tensor(ReadOnlySpan<int> dimensions, bool reverseStride)
    {
        if (reverseStride)
        {
            throw new NotSupportedException("column-major tensors are not supported here");
        }

        _dimensions = dimensions.ToArray();
        _strides = new int[_dimensions.Length];
        long length = 1;
        for (int i = _dimensions.Length - 1; i >= 0; i--)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(_dimensions[i], nameof(dimensions));
            _strides[i] = (int)length;
            length = checked(length * _dimensions[i]);
        }

        Length = length;
    }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>The extents.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>How far apart neighbours lie in each dimension.</summary>
    public ReadOnlySpan<int> Strides => _strides;

    /// <inheritdoc/>
    public int Count => (int)Length;

    /// <summary>The element at one index a dimension.</summary>
    public virtual T this[params int[] indices]
    {
        get => this[(ReadOnlySpan<int>)indices];
        set => this[(ReadOnlySpan<int>)indices] = value;
    }

    /// <summary>The element at one index a dimension.</summary>
    public virtual T this[ReadOnlySpan<int> indices]
    {
        get => GetValue(Offset(indices));
        set => SetValue(Offset(indices), value);
    }

    T IReadOnlyList<T>.this[int index] => GetValue(index);

    /// <summary>The element at a place in row-major order.</summary>
    public abstract T GetValue(int index);

    /// <summary>Sets the element at a place in row-major order.</summary>
    public abstract void SetValue(int index, T value);

    /// <summary>A copy with the same content.</summary>
    public abstract Tensor<T> Clone();

    /// <summary>The same elements in another shape.</summary>
    public abstract Tensor<T> Reshape(ReadOnlySpan<int> dimensions);

    /// <summary>Sets every element.</summary>
    public virtual void Fill(T value)
    {
        for (int i = 0; i < Length; i++)
        {
            SetValue(i, value);
        }
    }

    /// <summary>This tensor, or a copy of it, with its elements in one piece of memory.</summary>
    public virtual DenseTensor<T> ToDenseTensor() => new(this.ToArray(), Dimensions);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
        {
            yield return GetValue(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Offset(ReadOnlySpan<int> indices)
    {
        if (indices.Length != _dimensions.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for {_dimensions.Length} dimensions", nameof(indices));
        }

        int offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)_dimensions[i])
            {
                throw new ArgumentOutOfRangeException(nameof(indices), $"index {indices[i]} of dimension {i} is not below {_dimensions[i]}");
            }

            offset += indices[i] * _strides[i];
        }

        return offset;
    }
}
