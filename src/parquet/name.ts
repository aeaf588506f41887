export const isParquet = (file: string): boolean => /\.parquet$/i.test(file);
